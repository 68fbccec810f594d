"""The programs under supervisord: each one's command and the only variables that it is given."""

import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from gateway.settings import PROJECT, Settings

SYSTEM = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "PYTHONDONTWRITEBYTECODE")
NETWORK = ("HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY", "SSL_CERT_FILE")
INTERCEPTOR = ("DATA_DIR", "HOST", "PORT", "INTERCEPTOR_PORT", "LITELLM_PORT", "OFFLINE", "LOG_MAX_BYTES", "LOG_KEEP")
LOOPBACK = "127.0.0.1,localhost,::1"
LITELLM_FIXED = {
    # No fetch of the price table at start: the one in the package is used.
    "LITELLM_LOCAL_MODEL_COST_MAP": "True",
    "LITELLM_MODE": "PRODUCTION",
    "LITELLM_DONT_SHOW_FEEDBACK_BOX": "true",
    # nginx reaches none of these; they need not exist either.
    "DISABLE_ADMIN_UI": "True",
    "NO_DOCS": "True",
    "NO_REDOC": "True",
}
NAMES = ("nginx", "litellm", "interceptor", "offline", "watch")


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
            options += ["--keepalive_timeout", "120", "--log_config", str(PROJECT / "gateway" / "litellm_logging.json")]
            keys = [key for key in environ.get("LITELLM_ENVIRONMENT", "").split(",") if key]
            given = _given(environ, "LITELLM_MASTER_KEY", "LITELLM_LOG", "MODEL_MAP", *NETWORK, *keys)
            given["NO_PROXY"] = ",".join(filter(None, [environ.get("NO_PROXY"), LOOPBACK]))
            # config.yaml may name callbacks that stand beside it.
            given["PYTHONPATH"] = f"{PROJECT}:{Path(environ['CONFIG_FILE']).parent}"
            return Program([*python, "gateway.litellm_main", *options], {**given, **LITELLM_FIXED})
        case "interceptor":
            command = [*python, "gunicorn", "--config", "python:interceptor.gunicorn_settings", "interceptor.wsgi:app"]
            return Program(command, _given(environ, "EDGE_SECRET", "MODEL_MAP", *INTERCEPTOR))
        case "offline":
            return Program([*python, "gateway.offline", "--port", environ["OFFLINE_PORT"]], _given(environ))
        case "watch":
            names = ("SUPERVISOR_SERVER_URL", "RUN_FOLDER", "LAUNCH_PID")
            return Program([*python, "gateway.watch"], _given(environ, *names))
    raise ValueError(f"{name} is not one of {', '.join(NAMES)}")


def _given(environ: Mapping[str, str], *names: str) -> dict[str, str]:
    given = {name: environ[name] for name in (*SYSTEM, *names) if name in environ}
    return {"PYTHONUNBUFFERED": "1", "PYTHONPATH": str(PROJECT), **given}


def port_of(name: str, settings: Settings) -> tuple[str, int] | None:
    """Return the setting and the port that a program listens on; None for one without a port of its own."""
    ports = {
        "nginx": ("PORT", settings.port),
        "litellm": ("LITELLM_PORT", settings.litellm_port),
        "interceptor": ("INTERCEPTOR_PORT", settings.interceptor_port),
    }
    return ports.get(name)
