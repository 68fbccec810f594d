"""Write what programs cannot read themselves into the folder of this start, and say what supervisord's environment holds."""

import json
import os
import shlex
import shutil
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from gateway.check import Configuration
from gateway.costs import price_table, prices
from gateway.litellm import inner_door
from gateway.litellm.config import WarmUpTarget, litellm_config
from gateway.models import public_map
from gateway.running import nginx_config
from gateway.running.programs import NETWORK, SYSTEM
from gateway.running.sockets import edge_sockets, remove_sockets, socket_path
from gateway.setting_types import PROJECT
from gateway.settings import Settings
from gateway.telling.about import about
from gateway.upstreams.capabilities import extract
from gateway.upstreams.routes import routes

MADE = (
    *("nginx.conf", "nginx-keys.conf", "litellm.yaml", "routes.json", inner_door.FILE, "about.json", "page-token", "fatal.json"),
    "unanswered.log",
)


@dataclass(frozen=True)
class Kept:
    """What is made once at a start, and kept by a reload.

    environ: the process's own environment, from which the system's variables are taken.
    """

    warm_up: WarmUpTarget
    offline_port: str
    environ: Mapping[str, str] = field(repr=False)
    litellm_key: str = field(default_factory=nginx_config.new_secret, repr=False)
    edge_secret: str = field(default_factory=nginx_config.new_secret, repr=False)
    inner_secret: str = field(default_factory=nginx_config.new_secret, repr=False)

    @property
    def offline_url(self) -> str | None:
        """Return the address of the offline backend; None where there is none."""
        return f"http://127.0.0.1:{self.offline_port}" if self.offline_port else None


def prepare(config: Configuration, warm_up: WarmUpTarget, environ: dict[str, str]) -> dict[str, str]:
    """Write the run folder and return supervisord's environment: all that any of its programs may be given."""
    kept = begin(config, warm_up, environ)
    write(config.settings, contents(config, kept))
    return environment(config, kept)


def begin(config: Configuration, warm_up: WarmUpTarget, environ: Mapping[str, str]) -> Kept:
    """Make the folder and clear it of what an earlier start left, and return what this one keeps."""
    settings = config.settings
    folder = settings.run_folder
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    for name in MADE:
        (folder / name).unlink(missing_ok=True)
    socket_path(settings, "control").unlink(missing_ok=True)
    remove_sockets(settings)
    return Kept(warm_up, str(free_port()) if settings.offline else "", environ)


def contents(config: Configuration, kept: Kept) -> dict[str, str]:
    """Return the files of the run folder by name."""
    settings, path, offline_url = config.settings, config.choice.path, kept.offline_url
    template = (PROJECT / "nginx.conf").read_text(encoding="utf-8")
    told = translator_routes(config, offline_url)
    return {
        "nginx.conf": nginx_config.render(template, nginx_config.values(settings, path)),
        "nginx-keys.conf": nginx_config.keys(settings, kept.litellm_key, kept.edge_secret),
        "litellm.yaml": yaml.safe_dump(litellm_config(config.table, settings, kept.warm_up, offline_url, path), sort_keys=False),
        "routes.json": json.dumps(told),
        "about.json": json.dumps(about(config, told["rows"], told["limits"])),
        inner_door.FILE: f"{settings.translator_port}\n",
        "page-token": nginx_config.page_token(settings.client_key, kept.edge_secret),
    }


def translator_routes(config: Configuration, offline_url: str | None) -> dict[str, Any]:
    """Return what routes.json holds for the translator: path, rows, and each model's limits and prices."""
    rows = routes(config.table, config.settings, config.keys, offline_url)
    table = price_table.load()
    models = [row.get("base_model") or row["model"] for row in rows]
    limits, prices_of = extract(models, table), prices.extract(models, table)
    for row in rows:
        for found in (limits, prices_of):
            _also_as(found, row)
    return {"path": config.choice.path, "rows": rows, "limits": limits, "prices": prices_of}


def _also_as(found: dict[str, Any], row: dict[str, Any]) -> None:
    """Enter what was found for the model behind a deployment under the deployment's own name, too."""
    key = next((key for key in price_table.keys(row.get("base_model") or "") if key in found), None)
    if key is not None:
        found[row["model"]] = found[key]


def write(settings: Settings, files: Mapping[str, str], folder: Path | None = None) -> None:
    """Write files, and links to what nginx reads besides, into the run folder, or into another one."""
    folder = folder or settings.run_folder
    (folder / "nginx").mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        new = folder / f"{name}.new"
        new.touch(mode=0o600)
        new.write_text(text, encoding="utf-8")
        # In one step: a program that is just being started again reads the old one or the new one.
        new.replace(folder / name)
    links = {nginx_config.CERTIFICATE: settings.tls_cert, nginx_config.CERTIFICATE_KEY: settings.tls_key}
    for name, target in links.items():
        (folder / name).unlink(missing_ok=True)
        if settings.tls and target is not None:
            (folder / name).symlink_to(target)


def environment(config: Configuration, kept: Kept) -> dict[str, str]:
    """Return supervisord's environment."""
    settings = config.settings
    return {
        **{name: kept.environ[name] for name in (*SYSTEM, *NETWORK) if name in kept.environ},
        **config.keys,
        **settings.environment(),
        "OFFLINE": str(settings.offline).lower(),
        "OFFLINE_PORT": kept.offline_port,
        "LITELLM": str(settings.litellm).lower(),
        "TRANSLATING": str(config.choice.path != "litellm").lower(),
        "EDGE_SECRET": kept.edge_secret,
        "INNER_SECRET": kept.inner_secret,
        "LITELLM_MASTER_KEY": kept.litellm_key if settings.litellm else "",
        "UPSTREAM_KEYS": ",".join(config.keys),
        "SERVICES": services(config, kept.offline_port),
        "WARM_UP_NAME": kept.warm_up.name,
        "MODEL_MAP": json.dumps(public_map(config.table)),
        "RUN_FOLDER": str(settings.run_folder),
        "SUPERVISOR_SOCKET": str(socket_path(settings)),
        "TRANSLATOR_SOCKETS": " ".join(map(str, edge_sockets(settings))),
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


def free_port() -> int:
    """Return a loopback port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def supervisord_command() -> list[str]:
    """Return supervisord's command line; raises FileNotFoundError where it is not installed."""
    binary = shutil.which("supervisord", path=str(Path(sys.executable).parent))
    if binary is None:
        raise FileNotFoundError("supervisord is not installed: run ./scripts/start, which installs what is missing")
    return [binary, "-c", str(PROJECT / "supervisord.conf")]
