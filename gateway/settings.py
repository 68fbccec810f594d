"""Every environment variable of the gateway: name, type, default, help. Nothing else of ours reads the environment."""

from pathlib import Path
from typing import Annotated

from pydantic import ConfigDict, Field, SecretStr

from gateway.setting import setting
from gateway.setting_types import (
    Compression,
    Headers,
    Host,
    Hosts,
    Key,
    LocalPath,
    LogFormat,
    LogLevel,
    OptionalUrl,
    Port,
    Proxy,
    Telemetry,
)
from gateway.upstream_settings import UpstreamSettings

DEFAULT_KEY = "dummy"


class Settings(UpstreamSettings):
    """The table. A field's name in capitals is the variable; relative paths start at the checkout."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True, validate_default=True)

    proxy_api_key: Key = setting(
        SecretStr(DEFAULT_KEY), "Key that clients must send; set one of your own before others can reach the gateway.", "Client"
    )
    public_host: Hosts = setting(
        "", "Host names, separated by commas, under which the page may be opened beside localhost.", "Client", "gateway.example.org"
    )

    host: Host = setting("127.0.0.1", "Address that the gateway listens on; in the container always all.", "Ports")
    port: Port = setting(3999, "Port of the gateway (nginx); in the container always 3999.", "Ports")
    interceptor_port: Port = setting(3998, "Loopback port of the interceptor.", "Ports")
    litellm_port: Port = setting(4000, "Loopback port of the LiteLLM proxy.", "Ports")
    translator_port: Port = setting(4001, "Loopback port of the translator.", "Ports")

    data_dir: LocalPath = setting(Path("data"), "Folder of interceptor.log; /data in the container.", "Files")
    run_dir: LocalPath = setting(Path("run"), "Folder for what is generated at start; /tmp/openai-code in the container.", "Files")
    log_level: LogLevel = setting(
        "INFO",
        "Least level of the lines about requests: DEBUG tells more in each, WARNING the refused, ERROR the failed.",
        "Logs",
    )
    log_format: LogFormat = setting(
        "auto", "Form of the lines about requests: auto (coloured on a terminal, plain elsewhere), text or json.", "Logs"
    )
    litellm_log: LogLevel = setting("CRITICAL", "How much LiteLLM says in the process log; DEBUG prints prompts.", "Logs")
    log_max_bytes: Annotated[int, Field(ge=10_000)] = setting(
        20_000_000, "Size in bytes at which interceptor.log and process.log rotate.", "Logs"
    )
    record_file: LocalPath | None = setting(
        None,
        "Cassette that upstream traffic is recorded into, prompts and answers included: for debugging (docs/cassettes.md).",
        "Logs",
        "cassette.jsonl",
    )
    log_keep: Annotated[int, Field(ge=1, le=1000)] = setting(5, "Rotated files that are kept of each log.", "Logs")
    log_content: bool = setting(
        False, "1 keeps prompts and answers in requests.log, in the clear but for credentials: for debugging.", "Logs"
    )
    telemetry: Telemetry = setting(
        "full",
        "What is kept of telemetry: full, metadata (names, times, sessions and numbers, no free text) or off (docs/privacy.md).",
        "Logs",
    )
    telemetry_hash_ids: bool = setting(False, "1 keeps what names a person or a device in telemetry only as a keyed hash.", "Logs")
    retention_days: Annotated[int, Field(ge=0, le=3650)] = setting(
        0, "Days after which records and telemetry are removed, however small the logs are; 0 removes by size alone.", "Logs", "30"
    )
    forward_otlp_endpoint: OptionalUrl = setting(
        "", "OpenTelemetry collector (OTLP over HTTP) that telemetry and our own metrics are sent on to.", "Logs", "http://localhost:4318"
    )
    forward_otlp_headers: Headers | None = setting(
        None, "Headers for that collector: name=value, separated by commas, percent-encoded.", "Logs", "Authorization=Bearer%20..."
    )

    request_timeout: Annotated[int, Field(ge=1, le=86_400)] = setting(600, "Longest silence of the upstream, in seconds.", "Limits")
    max_retries: Annotated[int, Field(ge=0, le=10)] = setting(2, "Retries of a failed upstream call before its first byte.", "Limits")
    max_tokens_limit: Annotated[int, Field(ge=0, le=10_000_000)] = setting(
        0, "Most tokens of an answer, whatever the client asks for and the model could give; 0 for no such limit.", "Limits", "32000"
    )
    min_tokens_limit: Annotated[int, Field(ge=0, le=10_000_000)] = setting(
        0, "max_tokens of a client that asks for less is raised to this, where the model allows; 0 raises nothing.", "Limits", "1024"
    )
    prompt_compression: Compression = setting(
        "none", "compact shortens Claude Code's own instructions, summarize has the model do so (docs/limits.md).", "Limits"
    )
    prompt_max_system_tokens: Annotated[int, Field(ge=256, le=1_000_000)] = setting(
        4096, "Tokens that compact and summarize leave of a system prompt.", "Limits"
    )
    workers: Annotated[int, Field(ge=1, le=64)] = setting(1, "Processes of the translator.", "Limits")
    shutdown_grace: Annotated[int, Field(ge=0, le=600)] = setting(
        7, "Seconds that streams in flight get to finish when the gateway stops; docker kills after 10 in all.", "Limits"
    )

    https_proxy: Proxy | None = setting(None, "Forward proxy for upstream calls.", "Network", "http://proxy.example.org:3128")
    http_proxy: Proxy | None = setting(None, "Forward proxy for upstream calls over plain http.", "Network")
    no_proxy: str = setting("", "Hosts, separated by commas, that are reached without the proxy.", "Network")
    ssl_cert_file: LocalPath | None = setting(None, "CA bundle (PEM) that upstream certificates are checked with.", "Network")
    tls_cert: LocalPath | None = setting(
        None, "Certificate (PEM, with its chain) by which PORT speaks https; needs TLS_KEY.", "Network", "/etc/ssl/gateway.pem"
    )
    tls_key: LocalPath | None = setting(None, "Private key (PEM) of TLS_CERT.", "Network", "/etc/ssl/gateway.key")

    @property
    def run_folder(self) -> Path:
        """Return the folder of this instance: one for each port."""
        return self.run_dir / str(self.port)

    @property
    def tls(self) -> bool:
        """Tell whether PORT speaks TLS."""
        return self.tls_cert is not None and self.tls_key is not None

    @property
    def local_url(self) -> str:
        """Return the gateway's address for this machine's own questions, which take its certificate as it is."""
        return f"http{'s' if self.tls else ''}://{self.reached_at}:{self.port}"

    @property
    def reached_at(self) -> str:
        """Return the host by which this machine reaches HOST, as it stands in a URL."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)
        return f"[{host}]" if ":" in host else host

    @property
    def client_key(self) -> str:
        """Return the key that clients must send."""
        return self.proxy_api_key.get_secret_value()

    @property
    def default_key(self) -> bool:
        """Tell whether clients still use the key that everybody knows."""
        return self.client_key == DEFAULT_KEY

    def environment(self) -> dict[str, str]:
        """Return the settings as environment variables, unset ones left out: what a child process may be given."""
        values: dict[str, str] = {}
        for name in type(self).model_fields:
            value = getattr(self, name)
            if isinstance(value, SecretStr):
                value = value.get_secret_value()
            if value not in (None, ""):
                values[name.upper()] = str(int(value)) if isinstance(value, bool) else str(value)
        return values


NAMES: tuple[str, ...] = tuple(name.upper() for name in Settings.model_fields)
PROVIDER_KEYS = tuple(f"{name}_API_KEY" for name in ("AZURE", "OPENROUTER", "XAI", "DEEPSEEK", "GROQ", "MISTRAL", "GEMINI"))
SECRETS: tuple[str, ...] = (
    "OPENAI_API_KEY",
    "ANTHROPIC_API_KEY",
    *PROVIDER_KEYS,
    "PROXY_API_KEY",
    "FORWARD_OTLP_HEADERS",
    "HTTPS_PROXY",
    "HTTP_PROXY",
)


def load(environ: dict[str, str]) -> Settings:
    """Return the settings that a child process was given; raises pydantic.ValidationError where they are not valid."""
    return Settings.model_validate({name.lower(): value for name, value in environ.items() if name in NAMES})
