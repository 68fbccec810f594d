"""Does Claude Code, in this shell and folder, lead to this gateway, and does it report to it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from gateway.doctor.finding import Case, Finding
from gateway.telling.client_settings import TELEMETRY, base_url

STEP = "client"
CONNECT = 'eval "$(openai-code connect)", or openai-code connect --settings-json for ~/.claude/settings.json'
ELSEWHERE = ("CLAUDE_CODE_USE_BEDROCK", "CLAUDE_CODE_USE_VERTEX", "CLAUDE_CODE_USE_FOUNDRY")
LOOPBACK = ("localhost", "127.0.0.1", "::1")


class Value(NamedTuple):
    """A variable of the client's, and where it stands."""

    text: str
    where: str


def look(case: Case) -> Iterator[Finding]:
    """Tell where the client's variables lead, with the file that a wrong one stands in."""
    if case.config.container:
        yield Finding(STEP, "untold", "Claude Code runs outside the container: openai-code connect there, or here with --url")
        return
    values, broken = client_variables(case)
    for path in broken:
        yield Finding(STEP, "ill", f"{path} is not JSON, so Claude Code passes over it.", "Mend the file.")
    yield from _address(case, values)
    yield from _key(case, values)
    yield _telemetry(case, values)


def client_variables(case: Case) -> tuple[dict[str, Value], list[Path]]:
    """Return the client's variables as it puts them together (its settings files count before the shell), and the files that are broken."""
    values = {name: Value(text, "the environment") for name, text in case.environ.items() if text}
    broken = []
    files = [
        case.home / ".claude" / "settings.json",
        case.folder / ".claude" / "settings.json",
        case.folder / ".claude" / "settings.local.json",
    ]
    for path in dict.fromkeys(files):
        try:
            env = json.loads(path.read_text(encoding="utf-8")).get("env", {})
            values |= {str(name): Value(str(text), str(path)) for name, text in env.items()}
        except OSError:
            continue
        except (ValueError, AttributeError):
            broken.append(path)
    return values, broken


def _address(case: Case, values: dict[str, Value]) -> Iterator[Finding]:
    for name in ELSEWHERE:
        if name in values and values[name].text not in ("0", "false"):
            told = f"{name} is set in {values[name].where}: Claude Code passes over ANTHROPIC_BASE_URL."
            yield Finding(STEP, "ill", told, f"Unset {name}.")
    url = values.get("ANTHROPIC_BASE_URL")
    if url is None:
        yield Finding(STEP, "ill", "ANTHROPIC_BASE_URL is not set in this shell, nor in Claude Code's settings.", CONNECT)
    elif _leads_here(case, url.text):
        yield Finding(STEP, "well", f"ANTHROPIC_BASE_URL leads here ({url.where})")
    else:
        told = f"ANTHROPIC_BASE_URL ({url.where}) leads to {_shown(url.text)}, not to {base_url(case.config)}."
        yield Finding(
            STEP, "ill", told, CONNECT if url.where == "the environment" else f"Set it to {base_url(case.config)} in {url.where}."
        )


def _key(case: Case, values: dict[str, Value]) -> Iterator[Finding]:
    names = [name for name in ("ANTHROPIC_AUTH_TOKEN", "ANTHROPIC_API_KEY") if name in values]
    right = [name for name in names if values[name].text == case.config.settings.client_key]
    if right:
        yield Finding(STEP, "well", f"{right[0]} is the gateway's key ({values[right[0]].where})")
    elif not names:
        yield Finding(STEP, "ill", "Neither ANTHROPIC_AUTH_TOKEN nor ANTHROPIC_API_KEY is set.", CONNECT)
    else:
        own = "dummy" if case.config.settings.default_key else "the value of PROXY_API_KEY"
        where = values[names[0]].where
        yield Finding(STEP, "ill", f"{names[0]} ({where}) is not the gateway's key.", f"Set it to {own}: openai-code connect")


def _telemetry(case: Case, values: dict[str, Value]) -> Finding:
    def text(name: str) -> str:
        return values[name].text if name in values else ""

    off = next((name for name in ("DISABLE_TELEMETRY",) if text(name) not in ("", "0", "false")), None)
    endpoint = text("OTEL_EXPORTER_OTLP_ENDPOINT")
    if text("CLAUDE_CODE_ENABLE_TELEMETRY") != "1" or off:
        return Finding("telemetry", "untold", f"switched off{f' by {off}' if off else ''}; openai-code connect switches it on")
    if not _leads_here(case, endpoint) or TELEMETRY not in endpoint:
        told = f"is on, and goes to {_shown(endpoint) or 'nowhere'}."
        return Finding("telemetry", "ill", told, f"Set OTEL_EXPORTER_OTLP_ENDPOINT={base_url(case.config)}{TELEMETRY}")
    return Finding("telemetry", "well", "is on, and comes here")


def _leads_here(case: Case, url: str) -> bool:
    settings = case.config.settings
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        return False
    public = [host.strip().lower() for host in settings.public_host.split(",") if host.strip()]
    if parts.hostname in public:
        # What stands before the gateway there may listen on another port, and speak TLS for it.
        return True
    own = {*LOOPBACK, settings.host}
    return parts.hostname in own and port == settings.port and (parts.scheme == "https") == settings.tls


def _shown(url: str) -> str:
    try:
        parts = urlsplit(url)
        return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl()[:200]
    except ValueError:
        return "something that is no address"
