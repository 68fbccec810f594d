"""Write what programs cannot read themselves into the folder of this start, and say what supervisord's environment holds."""

import json
import os
import shlex
import shutil
import socket
import sys
import tempfile
from hashlib import sha256
from pathlib import Path

import yaml

from gateway import nginx_config
from gateway.capabilities import extract
from gateway.check import Configuration
from gateway.litellm_config import WarmUpTarget, litellm_config
from gateway.models import public_map
from gateway.programs import NETWORK, SYSTEM
from gateway.routes import routes
from gateway.setting_types import PROJECT
from gateway.settings import Settings

# What the kernel takes for a Unix socket's path, with its closing NUL.
SOCKET_PATH_BYTES = 107
MADE = ("nginx.conf", "nginx-keys.conf", "litellm.yaml", "routes.json", "fatal.json")


def prepare(config: Configuration, warm_up: WarmUpTarget, environ: dict[str, str]) -> dict[str, str]:
    """Write the run folder and return supervisord's environment: all that any of its programs may be given.

    environ: this process's environment, from which the system's own variables are taken.
    """
    settings = config.settings
    folder = settings.run_folder
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    for name in MADE:
        (folder / name).unlink(missing_ok=True)
    # One that was killed left it behind.
    socket_path(settings).unlink(missing_ok=True)
    (folder / "nginx").mkdir(exist_ok=True)
    litellm_key, edge_secret, inner_secret = (nginx_config.new_secret() for _ in range(3))
    path = config.choice.path
    offline_port = str(_free_port()) if settings.offline else ""
    offline_url = f"http://127.0.0.1:{offline_port}" if offline_port else None
    template = (PROJECT / "nginx.conf").read_text(encoding="utf-8")
    _write(folder / "nginx.conf", nginx_config.render(template, nginx_config.values(settings, path)))
    _write(folder / "nginx-keys.conf", nginx_config.keys(settings, litellm_key, edge_secret))
    _write(folder / "litellm.yaml", yaml.safe_dump(litellm_config(config.table, settings, warm_up, offline_url, path), sort_keys=False))
    rows = routes(config.table, settings, config.keys, offline_url)
    limits = extract(row["model"] for row in rows)
    _write(folder / "routes.json", json.dumps({"path": path, "rows": rows, "limits": limits}))
    return {
        **{name: environ[name] for name in (*SYSTEM, *NETWORK) if name in environ},
        **config.keys,
        **settings.environment(),
        "OFFLINE": str(settings.offline).lower(),
        "OFFLINE_PORT": offline_port,
        "LITELLM": str(settings.litellm).lower(),
        "TRANSLATING": str(path != "litellm").lower(),
        "EDGE_SECRET": edge_secret,
        "INNER_SECRET": inner_secret,
        "LITELLM_MASTER_KEY": litellm_key if settings.litellm else "",
        "UPSTREAM_KEYS": ",".join(config.keys),
        "SERVICES": services(config, offline_port),
        "WARM_UP_NAME": warm_up.name,
        "MODEL_MAP": json.dumps(public_map(config.table)),
        "RUN_FOLDER": str(folder),
        "SUPERVISOR_SOCKET": str(socket_path(settings)),
        "STOP_SECONDS": str(settings.shutdown_grace + 1),
        # supervisord takes command lines apart as a shell does.
        "PYTHON": shlex.quote(sys.executable),
        "PYTHONPATH": str(PROJECT),
        "LAUNCH_PID": str(os.getpid()),
    }


def services(config: Configuration, offline_port: str) -> str:
    """Return what /health looks at, first the one that answers messages: name=port, separated by commas."""
    settings = config.settings
    running = {"translator": settings.translator_port} if config.choice.path != "litellm" else {}
    if settings.litellm:
        running = (
            {"litellm": settings.litellm_port, **running}
            if config.choice.path == "governed"
            else {**running, "litellm": settings.litellm_port}
        )
    if offline_port:
        running["offline"] = int(offline_port)
    return ",".join(f"{name}={port}" for name, port in running.items())


def socket_path(settings: Settings) -> Path:
    """Return where supervisord listens for openai-code status: in the run folder, or in /tmp where that path is too long."""
    path = settings.run_folder / "supervisor.sock"
    if len(os.fsencode(path)) < SOCKET_PATH_BYTES - len(".12345678"):
        return path
    return Path(tempfile.gettempdir()) / f"openai-code-{sha256(os.fsencode(path)).hexdigest()[:16]}.sock"


def _write(path: Path, text: str) -> None:
    path.touch(mode=0o600)
    path.write_text(text, encoding="utf-8")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def supervisord_command() -> list[str]:
    """Return supervisord's command line; raises FileNotFoundError where it is not installed."""
    binary = shutil.which("supervisord", path=str(Path(sys.executable).parent))
    if binary is None:
        raise FileNotFoundError("supervisord is not installed: run ./scripts/start, which installs what is missing")
    return [binary, "-c", str(PROJECT / "supervisord.conf")]
