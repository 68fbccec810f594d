"""The programs under supervisord: each one's command and the only variables that it is given."""

import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from gateway.setting_types import PROJECT
from gateway.settings import Settings

SYSTEM = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "PYTHONDONTWRITEBYTECODE")
NETWORK = ("HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY", "SSL_CERT_FILE")
INTERCEPTOR = (
    "DATA_DIR",
    "HOST",
    "PORT",
    "TLS_CERT",
    "TLS_KEY",
    "INTERCEPTOR_PORT",
    "LITELLM_PORT",
    "OFFLINE",
    "LOG_MAX_BYTES",
    "LOG_KEEP",
    "LOG_CONTENT",
    "TELEMETRY",
    "TELEMETRY_HASH_IDS",
    "RETENTION_DAYS",
    "FORWARD_OTLP_ENDPOINT",
    "FORWARD_OTLP_HEADERS",
    "RUN_FOLDER",
)
TRANSLATOR = (
    "DATA_DIR",
    "PORT",
    "TRANSLATOR_PORT",
    "TRANSLATOR_SOCKETS",
    "LITELLM_PORT",
    "REQUEST_TIMEOUT",
    "MAX_RETRIES",
    "MAX_TOKENS_LIMIT",
    "MIN_TOKENS_LIMIT",
    "PROMPT_COMPRESSION",
    "PROMPT_MAX_SYSTEM_TOKENS",
    "WORKERS",
    "SHUTDOWN_GRACE",
    "RUN_FOLDER",
    "RECORD_FILE",
    "LOG_CONTENT",
)
# For the records that it leaves.
LITELLM = ("DATA_DIR", "RUN_FOLDER", "LOG_CONTENT")
# Application Default Credentials are LiteLLM's alone.
GOOGLE_FILE = "GOOGLE_APPLICATION_CREDENTIALS"
LOOPBACK = "127.0.0.1,localhost,::1"
LITELLM_FIXED = {
    # No fetch of the price table at start: the one in the package is used.
    "LITELLM_LOCAL_MODEL_COST_MAP": "True",
    "LITELLM_MODE": "PRODUCTION",
    "LITELLM_DONT_SHOW_FEEDBACK_BOX": "true",
    # Else each turn of Claude Code would make, and pay, a stored cache of its own at Google, whose models cache by themselves.
    "MINIMUM_PROMPT_CACHE_TOKEN_COUNT": "1000000000",
    # nginx reaches none of these; they need not exist either.
    "DISABLE_ADMIN_UI": "True",
    "NO_DOCS": "True",
    "NO_REDOC": "True",
}
NAMES = ("nginx", "translator", "litellm", "interceptor", "offline", "watch")


@dataclass(frozen=True)
class Program:
    """What one program is started as: its command line, never with a secret, and its whole environment."""

    command: list[str]
    environment: dict[str, str]


def nginx_binary() -> str | None:
    """Return the path of nginx, or None where it is not installed."""
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/opt/homebrew/bin:/usr/local/bin")


def program(name: str, environ: Mapping[str, str]) -> Program:
    """Return what to run for one of NAMES; environ is supervisord's, which holds everything that any of them may have."""
    python = [sys.executable, "-m"]
    run_folder = environ["RUN_FOLDER"]
    match name:
        case "nginx":
            command = [nginx_binary() or "nginx", "-e", "stderr", "-p", run_folder, "-c", f"{run_folder}/nginx.conf"]
            return Program(command, _given(environ))
        case "litellm":
            options = ["--config", f"{run_folder}/litellm.yaml", "--host", "127.0.0.1", "--port", environ["LITELLM_PORT"]]
            # Longer than nginx keeps an idle connection, so that LiteLLM never closes one under a request.
            options += ["--keepalive_timeout", "120", "--log_config", str(PROJECT / "gateway" / "litellm" / "logging.json")]
            given = _to_upstreams(
                environ, "LITELLM_MASTER_KEY", "LITELLM_LOG", "INNER_SECRET", "MODEL_MAP", "WARM_UP_NAME", GOOGLE_FILE, *LITELLM
            )
            # config.yaml may name callbacks that stand beside it.
            given["PYTHONPATH"] = f"{PROJECT}:{Path(environ['CONFIG_FILE']).parent}"
            return Program([*python, "gateway.litellm.main", *options], {**given, **LITELLM_FIXED})
        case "translator":
            given = _to_upstreams(environ, "EDGE_SECRET", "INNER_SECRET", "LITELLM_MASTER_KEY", *TRANSLATOR)
            return Program([*python, "translator"], given)
        case "interceptor":
            command = [*python, "gunicorn", "--config", "python:interceptor.gunicorn_settings", "interceptor.wsgi:app"]
            given = _given(environ, "EDGE_SECRET", "MODEL_MAP", "SERVICES", *INTERCEPTOR)
            forwards = bool(environ.get("FORWARD_OTLP_ENDPOINT"))
            return Program(command, _past_proxies({**given, **_given(environ, *NETWORK)}) if forwards else given)
        case "offline":
            replay = ["--replay", environ["REPLAY_FILE"], "--pace", environ["REPLAY_PACE"]] if environ.get("REPLAY_FILE") else []
            return Program([*python, "gateway.offline", "--port", environ["OFFLINE_PORT"], *replay], _given(environ))
        case "watch":
            names = ("SUPERVISOR_SERVER_URL", "RUN_FOLDER", "LAUNCH_PID")
            return Program([*python, "gateway.running.watch"], _given(environ, *names))
    raise ValueError(f"{name} is not one of {', '.join(NAMES)}")


def _to_upstreams(environ: Mapping[str, str], *names: str) -> dict[str, str]:
    """Return the environment of a program that calls upstreams: the network's settings and the keys that config.yaml names."""
    keys = [key for key in environ.get("UPSTREAM_KEYS", "").split(",") if key]
    return _past_proxies(_given(environ, *NETWORK, *keys, *names))


def _past_proxies(given: dict[str, str]) -> dict[str, str]:
    """Have this machine's own addresses reached without a proxy."""
    return {**given, "NO_PROXY": ",".join(filter(None, [given.get("NO_PROXY"), LOOPBACK]))}


def _given(environ: Mapping[str, str], *names: str) -> dict[str, str]:
    given = {name: environ[name] for name in (*SYSTEM, *names) if name in environ}
    return {"PYTHONUNBUFFERED": "1", "PYTHONPATH": str(PROJECT), **given}


def port_of(name: str, settings: Settings) -> tuple[str, int] | None:
    """Return the setting and the port that a program listens on; None for one without a port of its own."""
    ports = {
        "nginx": ("PORT", settings.port),
        "translator": ("TRANSLATOR_PORT", settings.translator_port),
        "litellm": ("LITELLM_PORT", settings.litellm_port),
        "interceptor": ("INTERCEPTOR_PORT", settings.interceptor_port),
    }
    return ports.get(name)
