"""The short block that a start ends with."""

from importlib.metadata import version

from gateway.check import Configuration
from gateway.models import public_map
from gateway.telling.told import told
from gateway.upstreams.home import home_of
from gateway.upstreams.providers import ANTHROPIC

LOADING = "; LiteLLM, for everything else, is ready in some ten seconds"
PATHS = {
    "direct": "direct: nginx → translator → upstream",
    "governed": "governed: nginx → LiteLLM → translator → upstream",
    "litellm": "litellm: nginx → LiteLLM, which translates → upstream",
}


def backend(config: Configuration) -> str:
    """Return in a few words what answers."""
    if config.settings.offline:
        return "offline: no model is behind the answers, nothing leaves this machine"
    if config.settings.preferred_provider == "anthropic":
        return ANTHROPIC.base
    return home_of(config.settings).base


def address(config: Configuration) -> str:
    """Return the address that a client on this machine uses."""
    settings = config.settings
    host = settings.host if settings.host not in ("127.0.0.1", "0.0.0.0", "::", "::1") else "localhost"
    return f"http{'s' if settings.tls else ''}://{f'[{host}]' if ':' in host else host}:{settings.port}"


def model_rows(table: dict[str, str]) -> list[str]:
    """Return the model map as lines: the names of one target together, those that pass through last, on one line."""
    names: dict[str, list[str]] = {}
    for name, target in table.items():
        names.setdefault("passed through" if name in (target, target.partition("/")[2]) else target, []).append(name)
    passed = names.pop("passed through", [])
    width = max((len(target) for target in names), default=0)
    rows = [f"{target:<{width}}  answers  {', '.join(asked)}" for target, asked in names.items()]
    return rows + ([f"passed through:  {', '.join(passed)}"] if passed else [])


def _key_setting(config: Configuration) -> str:
    theirs = config.settings.anthropic_api_key
    return "ANTHROPIC_API_KEY" if theirs is not None and theirs == config.settings.proxy_api_key else "PROXY_API_KEY"


def start_block(config: Configuration, detached: bool) -> str:
    """Return address, backend, model map, logs, the two lines for Claude Code, and how to stop."""
    settings = config.settings
    rows = model_rows(public_map(config.table))
    key = settings.client_key if settings.default_key else f"<your {_key_setting(config)}>"
    port = "" if settings.port == 3999 else f"PORT={settings.port} "
    stop = f"{port}./scripts/stop" if detached else "Ctrl-C"
    if config.container:
        stop = "docker stop"
    lines = [
        f"openai-code {version('openai-code')} is ready at {address(config)}",
        "",
        f"  backend   {backend(config)}",
        f"  path      {PATHS[config.choice.path]}",
        f"            {config.choice.reason}{LOADING if config.choice.path == 'direct' and settings.litellm else ''}",
        f"  models    {rows[0]}",
        *(f"            {row}" for row in rows[1:]),
        *(f"  {'note' if number == 0 else '':<10}{line}" for number, line in enumerate(told(config.table, settings))),
        f"  logs      {settings.data_dir / 'interceptor.log'} (telemetry)",
        f"            {settings.run_folder / 'process.log'} (what every process says)",
        f"  page      {address(config)}/ (requests, sessions, costs, live)",
        "",
        "  Claude Code, in another terminal:",
        f"    export ANTHROPIC_BASE_URL={address(config)}",
        f"    export ANTHROPIC_API_KEY={key}",
        "",
        f"  stop      {stop}",
    ]
    return "\n".join(lines)
