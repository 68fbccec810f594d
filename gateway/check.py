"""Everything that can be wrong before a start, told at once: settings, config.yaml, keys, addresses."""

import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path

import psutil

from gateway import models
from gateway.configuration import custom_headers
from gateway.configuration.dotenv_file import NAME
from gateway.configuration.environment import CONTAINER, read
from gateway.configuration.tls import tls_problems
from gateway.configuration.token_limits import token_limits
from gateway.problems import Problem
from gateway.setting_types import PROJECT, parts_of
from gateway.settings import Settings
from gateway.upstreams import targets
from gateway.upstreams.home import home_of
from gateway.upstreams.long_context import with_long_context
from gateway.upstreams.model_file import read_table
from gateway.upstreams.model_problems import model_problems
from gateway.upstreams.path_choice import Choice, choose
from gateway.upstreams.provider_problems import provider_problems

LOOPBACK = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True)
class Configuration:
    """What a start goes by: valid settings, the model table with them applied, and what is wrong with either.

    keys: the variables that config.yaml takes from the environment, with their values: secrets, for LiteLLM alone.
    """

    settings: Settings
    table: models.ModelTable
    keys: dict[str, str] = field(repr=False)
    problems: list[Problem]
    container: bool
    choice: Choice


def configuration(environ: Mapping[str, str], dotenv: Path | None = PROJECT / ".env") -> Configuration:
    """Return the whole configuration; nothing is raised, every problem stands in it."""
    first = read(environ, dotenv)
    settings = first.settings
    table, table_problems = read_table(settings.config_file)
    table = custom_headers.applied(targets.override(with_long_context(table, settings), settings), first.headers)
    names = models.environment_names(table)
    reading = read(environ, dotenv, frozenset(names))
    container = CONTAINER in reading.values
    settings, key_problems = _client_key(reading.settings, reading.values, table)
    given = {**settings.environment(), **reading.values, "OPENAI_BASE_URL": home_of(settings).base}
    problems = reading.problems + key_problems + table_problems + model_problems(table, settings) + provider_problems(table, settings)
    if not settings.offline:
        problems += _missing_values(table, settings, given)
        problems += _upstream(table, settings)
    choice = choose(table, settings)
    problems += (
        _path(choice, settings)
        + token_limits(settings)
        + _shared_ports(settings)
        + _ca_bundle(settings)
        + tls_problems(settings)
        + _open_to_others(settings, container)
    )
    keys = {name: given[name] for name in sorted(names) if name in given}
    return Configuration(settings, table, keys, problems, container, choice)


def _path(choice: Choice, settings: Settings) -> list[Problem]:
    problems = []
    if choice.fault:
        problems.append(Problem("TRANSLATOR", f"is direct, but config.yaml has {choice.fault}.", "Set it to auto, or take that out."))
    if not settings.litellm and choice.path != "direct":
        problems.append(Problem("LITELLM", f"is off, but messages go through LiteLLM ({choice.reason}).", "Set LITELLM=on."))
    return problems


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


def _missing_values(table: models.ModelTable, settings: Settings, given: Mapping[str, str]) -> list[Problem]:
    problems: dict[str, Problem] = {}
    for deployment in table.deployments:
        for param, value in deployment.params.items():
            name = value.removeprefix(models.ENVIRONMENT) if isinstance(value, str) and value.startswith(models.ENVIRONMENT) else None
            if name is None or name in given or f"{name}_FILE" in given or name in problems:
                continue
            if not NAME.fullmatch(name):
                what = f"{deployment.name}'s {param} is {models.ENVIRONMENT} without the name of a variable behind it."
                place = f"{settings.config_file}:{deployment.line}"
                problems[name] = Problem(place, what, f"Write {models.ENVIRONMENT}NAME, or leave {param} out.")
            elif name == "OPENAI_API_KEY":
                remedy = "Set OPENAI_API_KEY to your key, or run without one on the offline backend: --offline (OFFLINE=1)."
                problems[name] = Problem(name, "is not set.", remedy)
            else:
                what = "key" if param == "api_key" else param
                where = f"{settings.config_file}:{deployment.line}" if not deployment.why else name
                problems[name] = Problem(where, f"{deployment.name} takes its {what} from {name}, which is not set.", f"Set {name}.")
    return list(problems.values())


def _upstream(table: models.ModelTable, settings: Settings) -> list[Problem]:
    problems = []
    if _is_own(settings.openai_base_url, settings):
        problems.append(Problem("OPENAI_BASE_URL", "is an address of this gateway itself.", "Give the upstream's address, or change PORT."))
    for deployment in table.deployments:
        address = deployment.params.get("api_base")
        if isinstance(address, str) and address != settings.openai_base_url and _is_own(address, settings):
            where = f"{settings.config_file}:{deployment.line}"
            problems.append(
                Problem(where, f"{deployment.name}'s api_base is an address of this gateway itself.", "Give the upstream's address.")
            )
    return problems


def _is_own(url: str, settings: Settings) -> bool:
    parts = parts_of(url)
    if parts is None or parts[1] not in (settings.port, settings.litellm_port, settings.interceptor_port, settings.translator_port):
        return False
    try:
        addresses = {str(info[4][0]).partition("%")[0] for info in socket.getaddrinfo(parts[0], None)}
    except (OSError, UnicodeError):
        return False
    own = {address.address.partition("%")[0] for addresses in psutil.net_if_addrs().values() for address in addresses}
    return any(address in own or ip_address(address).is_loopback or ip_address(address).is_unspecified for address in addresses)


def _ca_bundle(settings: Settings) -> list[Problem]:
    if settings.ssl_cert_file is None:
        return []
    try:
        ssl.create_default_context(cafile=settings.ssl_cert_file)
    except OSError as error:
        reason = "it holds no certificate in PEM form" if isinstance(error, ssl.SSLError) else error.strerror
        remedy = "Name a file of PEM certificates that the gateway's user can read."
        return [Problem("SSL_CERT_FILE", f"{settings.ssl_cert_file} cannot be used: {reason}.", remedy)]
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
