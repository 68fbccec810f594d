"""Everything that can be wrong before a start, told at once: settings, config.yaml, keys, ports, folders."""

import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psutil

from gateway import models
from gateway.environment import CONTAINER, read
from gateway.problems import Problem
from gateway.programs import nginx_binary, port_of
from gateway.settings import PROJECT, Settings

LOOPBACK = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True)
class Configuration:
    """What a start goes by: valid settings, the model table with them applied, and what is wrong with either.

    keys: the variables that config.yaml takes from the environment, with their values: secrets, for LiteLLM alone.
    """

    settings: Settings
    table: models.ModelTable
    keys: dict[str, str]
    problems: list[Problem]
    container: bool


def configuration(environ: Mapping[str, str], dotenv: Path | None = PROJECT / ".env") -> Configuration:
    """Return the whole configuration; nothing is raised, every problem stands in it."""
    table, table_problems = models.read_table(read(environ, dotenv).settings.config_file)
    names = models.environment_names(table)
    reading = read(environ, dotenv, frozenset(names))
    settings, key_problems = _client_key(reading.settings, reading.values, table)
    table = models.override(table, settings)
    problems = reading.problems + key_problems + table_problems
    if not settings.offline:
        problems += _missing_keys(table, settings, reading.values)
        problems += _own_address(settings)
    problems += _shared_ports(settings)
    problems += _open_to_others(settings, CONTAINER in reading.values)
    keys = {name: reading.values[name] for name in names if name in reading.values}
    return Configuration(settings, table, keys, problems, CONTAINER in reading.values)


def _client_key(settings: Settings, values: Mapping[str, str], table: models.ModelTable) -> tuple[Settings, list[Problem]]:
    if settings.anthropic_api_key is None or "PROXY_API_KEY" in values or "anthropic" in models.providers(table):
        return settings, []
    told = Problem(
        "ANTHROPIC_API_KEY",
        "is set and no target is Anthropic's, so it is the key that clients must send.",
        "Unset it, or set PROXY_API_KEY, if that is not meant.",
        "warning",
    )
    return settings.model_copy(update={"proxy_api_key": settings.anthropic_api_key}), [told]


def _missing_keys(table: models.ModelTable, settings: Settings, values: Mapping[str, str]) -> list[Problem]:
    problems = {}
    for deployment in table.deployments:
        key = deployment.params.get("api_key")
        name = key.removeprefix(models.ENVIRONMENT) if isinstance(key, str) and key.startswith(models.ENVIRONMENT) else None
        if name is None or name in values or name in problems:
            continue
        if name == "OPENAI_API_KEY":
            remedy = "Set OPENAI_API_KEY to your key, or run without one on the offline backend: --offline (OFFLINE=1)."
            problems[name] = Problem(name, "is not set.", remedy)
        else:
            where = f"{settings.config_file}:{deployment.line}"
            problems[name] = Problem(where, f"{deployment.name} takes its key from {name}, which is not set.", f"Set {name}.")
    return list(problems.values())


def _own_address(settings: Settings) -> list[Problem]:
    upstream = urlsplit(settings.openai_base_url)
    own = (settings.port, settings.litellm_port, settings.interceptor_port, settings.translator_port)
    if upstream.hostname in (*LOOPBACK, "0.0.0.0") and upstream.port in own:
        return [Problem("OPENAI_BASE_URL", "is an address of this gateway itself.", "Give the upstream's address, or change PORT.")]
    return []


def _shared_ports(settings: Settings) -> list[Problem]:
    ports: dict[int, str] = {}
    problems = []
    for name in ("port", "litellm_port", "interceptor_port", "translator_port"):
        port = getattr(settings, name)
        if port in ports:
            problems.append(Problem(name.upper(), f"is {port}, the same as {ports[port]}.", "Give each its own port."))
        ports.setdefault(port, name.upper())
    return problems


def _open_to_others(settings: Settings, container: bool) -> list[Problem]:
    if not settings.default_key or settings.host in LOOPBACK or settings.host.startswith("127."):
        return []
    what = "is the default that everybody knows, and the gateway listens beyond this machine: anyone who reaches it spends your money."
    if container:
        what = "is the default that everybody knows: whoever reaches the port that you publish spends your money."
    remedy = "Publish it as -p 127.0.0.1:3999:3999, or set PROXY_API_KEY." if container else "Set PROXY_API_KEY, or HOST=127.0.0.1."
    return [Problem("PROXY_API_KEY", what, remedy, "warning")]


def obstacles(config: Configuration) -> list[Problem]:
    """Return what on this machine stands in the way of a start: taken ports, folders that cannot be written, no nginx."""
    settings = config.settings
    problems = []
    for name in ("nginx", "interceptor", "litellm"):
        taken = port_of(name, settings)
        holder = port_holder(taken[1]) if taken else None
        if taken and holder:
            problems.append(Problem(taken[0], f"{taken[1]} is taken by {holder}.", f"Stop that program, or set {taken[0]} to a free port."))
    problems += _writable("DATA_DIR", settings.data_dir, config.container) + _writable("RUN_DIR", settings.run_dir, config.container)
    if nginx_binary() is None:
        problems.append(Problem("nginx", "is not installed.", "Install it: ./scripts/start does, or your system's package manager."))
    return problems


def port_holder(port: int) -> str | None:
    """Return who listens on a local TCP port, as name and pid where the system tells; None where nobody does."""
    try:
        for connection in psutil.net_connections("tcp"):
            if connection.status == psutil.CONN_LISTEN and (connection.laddr or (None, None))[1] == port:
                return f"{psutil.Process(connection.pid).name()} (pid {connection.pid})" if connection.pid else "another program"
    except psutil.Error:
        return None
    return None


def _writable(name: str, folder: Path, container: bool) -> list[Problem]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return []
    except OSError as error:
        owner = f"{os.getuid()}:{os.getgid()}"
        whose = "the folder that you mount there" if container else str(folder)
        remedy = (
            f"Run: sudo chown -R {owner} {whose}" if isinstance(error, PermissionError) else f"Set {name} to a folder that can be written."
        )
        return [Problem(name, f"{folder} cannot be written: {error.strerror}.", remedy)]
