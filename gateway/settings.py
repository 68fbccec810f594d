"""Every environment variable of the gateway: name, type, default, help. Nothing else of ours reads the environment."""

from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from gateway.setting_types import (
    AzureVersion,
    Compression,
    Effort,
    Headers,
    Host,
    Hosts,
    Key,
    LocalPath,
    LogFormat,
    LogLevel,
    Model,
    OptionalUrl,
    Pace,
    PathChoice,
    Port,
    Preferred,
    Proxy,
    Telemetry,
    Url,
    WireApi,
    Word,
)

Section = Literal["Upstream", "Models", "Client", "Ports", "Files", "Limits", "Network", "Logs"]
SECTIONS: tuple[Section, ...] = get_args(Section)
DEFAULT_KEY = "dummy"


def setting(default: Any, help_text: str, section: Section, example: str = "") -> Any:  # noqa: ANN401 (a pydantic field)
    """Declare one setting: its default, one sentence of help, its section and an example for .env.example."""
    return Field(default, description=help_text, json_schema_extra={"section": section, "example": example})


class Settings(BaseModel):
    """The table. A field's name in capitals is the variable; relative paths start at the checkout."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True, validate_default=True)

    openai_api_key: Key | None = setting(None, "Key for the upstream; never leaves the gateway.", "Upstream", "sk-...")
    openai_base_url: Url = setting("https://api.openai.com/v1", "Address of an OpenAI-compatible API.", "Upstream")
    preferred_provider: Preferred = setting(
        "openai", "What answers Claude's names: openai (OPENAI_BASE_URL's too), google, or anthropic, unchanged.", "Upstream"
    )
    anthropic_api_key: Key | None = setting(
        None,
        "Upstream key where a target in config.yaml is Anthropic's; otherwise, like PROXY_API_KEY, the key that clients must send.",
        "Upstream",
    )
    azure_api_version: AzureVersion = setting(
        "",
        "Version of Azure's API: makes OPENAI_BASE_URL an Azure resource; v1 or preview for its newest API.",
        "Upstream",
        "2024-12-01-preview",
    )
    azure_api_key: Key | None = setting(None, "Key for azure/ targets, where it is another than OPENAI_API_KEY.", "Upstream")
    azure_api_base: OptionalUrl = setting(
        "", "Address of the Azure resource for azure/ targets.", "Upstream", "https://your-resource.openai.azure.com"
    )
    openrouter_api_key: Key | None = setting(None, "Key for OpenRouter; alone, or for openrouter/ targets.", "Upstream", "sk-or-...")
    xai_api_key: Key | None = setting(None, "Key for xAI; alone, or for xai/ and grok- targets.", "Upstream", "xai-...")
    deepseek_api_key: Key | None = setting(None, "Key for DeepSeek; alone, or for deepseek/ and deepseek- targets.", "Upstream", "sk-...")
    groq_api_key: Key | None = setting(None, "Key for Groq; alone, or for groq/ targets.", "Upstream", "gsk_...")
    mistral_api_key: Key | None = setting(None, "Key for Mistral; alone, or for mistral/ and mistral- targets.", "Upstream")
    gemini_api_key: Key | None = setting(None, "Key for Google Gemini, for gemini/ and gemini- targets.", "Upstream")
    use_vertex_auth: bool = setting(False, "1 reaches Gemini through Vertex AI by Application Default Credentials.", "Upstream")
    vertex_project: Word = setting("", "Google Cloud project of vertex_ai/ targets.", "Upstream", "your-project")
    vertex_location: Word = setting("global", "Google Cloud location of vertex_ai/ targets.", "Upstream", "us-central1")
    google_application_credentials: LocalPath | None = setting(
        None, "File of Application Default Credentials, where they are not in their usual place.", "Upstream", "credentials.json"
    )
    ollama_api_base: Url = setting("http://localhost:11434", "Address of Ollama for ollama_chat/ and ollama/ targets.", "Upstream")
    openai_wire_api: WireApi = setting(
        "auto", "responses or chat forces an API on OPENAI_BASE_URL; auto takes responses for OpenAI, chat for others.", "Upstream"
    )
    translator: PathChoice = setting(
        "auto",
        "How messages go: direct (our translator alone), governed (through LiteLLM to our translator), litellm (LiteLLM translates);"
        " auto takes direct unless config.yaml holds what only LiteLLM can honour.",
        "Upstream",
    )
    litellm: bool = setting(True, "off starts no LiteLLM, for a small machine; what needs it answers 503.", "Upstream")
    offline: bool = setting(False, "1 runs on the embedded offline backend: no key, no model, no network.", "Upstream")
    replay_file: LocalPath | None = setting(
        None, "Cassette that the offline backend answers from (docs/cassettes.md).", "Upstream", "cassette.jsonl"
    )
    replay_pace: Pace = setting("none", "original: the offline backend replays in the time that the recording took.", "Upstream")

    big_model: Model = setting("", "Target for opus and fable; empty keeps config.yaml.", "Models", "gpt-5.2-2025-12-11")
    middle_model: Model = setting("", "Target for sonnet; empty follows BIG_MODEL where that is set.", "Models", "gpt-4.1-2025-04-14")
    small_model: Model = setting("", "Target for haiku; empty keeps config.yaml.", "Models", "gpt-5-2025-08-07")
    long_context_model: Model = setting(
        "", "Target for requests that are longer than their own target's context window (docs/limits.md).", "Models", "gpt-4.1"
    )
    big_effort: Effort = setting("", "Reasoning effort for opus and fable, whatever the client asks for.", "Models", "high")
    middle_effort: Effort = setting("", "Reasoning effort for sonnet, whatever the client asks for.", "Models", "medium")
    small_effort: Effort = setting("", "Reasoning effort for haiku, whatever the client asks for.", "Models", "low")
    config_file: LocalPath = setting(Path("config.yaml"), "The model table, in LiteLLM's own format.", "Models")

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
