"""What Claude Code is set to for this gateway: address, key, models, their limits, telemetry. Plain data; verified with 2.1.328."""

import json
import shlex
from collections.abc import Mapping
from urllib.parse import urlsplit

from gateway.check import LOOPBACK, Configuration
from gateway.configuration.tls import signed_itself
from gateway.models import find, public_map
from gateway.telling.banner import address
from gateway.upstreams.model_report import Answer, answers

# What the current client asks for by itself; in the order of its picker.
CURRENT = {"opus": "claude-opus-5-5", "sonnet": "claude-sonnet-5-5", "haiku": "claude-haiku-5-5", "fable": "claude-fable-5-2"}
TELEMETRY = "/api/event_logging"


def base_url(config: Configuration) -> str:
    """Return the gateway's address for clients: under the first PUBLIC_HOST where others can reach it, else on this machine."""
    settings = config.settings
    hosts = [host.strip() for host in settings.public_host.split(",") if host.strip()]
    if not hosts or (settings.host in LOOPBACK and not config.container):
        return address(config)
    return f"http{'s' if settings.tls else ''}://{hosts[0]}:{settings.port}"


def models(config: Configuration) -> dict[str, str]:
    """Return family → the name by which the client should ask for it; families that the table does not answer are left out."""
    names = list(public_map(config.table))
    found: dict[str, str] = {}
    for family, current in CURRENT.items():
        literal = next((name for name in names if family in name.lower() and "*" not in name), None)
        name = current if find(names, current) is not None else literal
        if name is not None:
            found[family] = name
    return found


def environment(config: Configuration, url: str, key: str | None = None) -> dict[str, str]:
    """Return the client's variables; the key among them is the gateway's own unless another word is given.

    The key is ANTHROPIC_AUTH_TOKEN, which the client takes without asking, where it wants each ANTHROPIC_API_KEY approved. The limits are
    the smallest of the models in use, since the client has one variable for all of them; CLAUDE_CODE_AUTO_COMPACT_WINDOW bounds also the
    names that it knows, CLAUDE_CODE_MAX_CONTEXT_TOKENS those alone that it does not.
    """
    named = models(config)
    key = config.settings.client_key if key is None else key
    env = {"ANTHROPIC_BASE_URL": url, "ANTHROPIC_AUTH_TOKEN": key}
    env |= {f"ANTHROPIC_DEFAULT_{family.upper()}_MODEL": name for family, name in named.items()}
    known = _limits(config, tuple(named.values()))
    window = min((one.context for one in known if one.context), default=None)
    output = min((one.max_output for one in known if one.max_output), default=None)
    if window:
        env["CLAUDE_CODE_AUTO_COMPACT_WINDOW"] = env["CLAUDE_CODE_MAX_CONTEXT_TOKENS"] = str(window)
    if output:
        env["CLAUDE_CODE_MAX_OUTPUT_TOKENS"] = str(output)
    if config.settings.tls_cert is not None and urlsplit(url).scheme == "https" and signed_itself(config.settings.tls_cert):
        env["NODE_EXTRA_CA_CERTS"] = str(config.settings.tls_cert)
    return env | telemetry(url, key)


def telemetry(url: str, key: str) -> dict[str, str]:
    """Return what has the client report to the gateway."""
    return {
        "CLAUDE_CODE_ENABLE_TELEMETRY": "1",
        "OTEL_METRICS_EXPORTER": "otlp",
        "OTEL_LOGS_EXPORTER": "otlp",
        "OTEL_EXPORTER_OTLP_PROTOCOL": "http/json",
        "OTEL_EXPORTER_OTLP_ENDPOINT": f"{url}{TELEMETRY}",
        # The client does not decode percent signs there: the key stands as it is.
        "OTEL_EXPORTER_OTLP_HEADERS": f"x-api-key={key}",
    }


def _limits(config: Configuration, names: tuple[str, ...]) -> list[Answer]:
    return [answer for answer in answers(config, names) if answer.asked in names and answer.target]


def exports(env: Mapping[str, str], shell: str) -> str:
    """Return the variables as lines for a shell: bash, fish or powershell."""
    match shell:
        case "fish":
            return "\n".join(f"set -gx {name} '{_escaped(value)}'" for name, value in env.items())
        case "powershell":
            return "\n".join(f"$env:{name} = '{value.replace(chr(39), 2 * chr(39))}'" for name, value in env.items())
    return "\n".join(f"export {name}={shlex.quote(value)}" for name, value in env.items())


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace("'", "\\'")


def settings_json(env: Mapping[str, str]) -> str:
    """Return the variables as the block for the client's settings.json."""
    return json.dumps({"env": dict(env)}, indent=2, ensure_ascii=False)
