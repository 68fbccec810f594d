"""CUSTOM_HEADER_X_Y=v sends the header x-y: v with every call of an upstream: read and judged here, before a start.

The values are secrets: they travel in the environment alone, and config.yaml's form os.environ/NAME stands wherever a header is named.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from gateway.models import ENVIRONMENT, ModelTable
from gateway.problems import Problem

PREFIX = "CUSTOM_HEADER_"
FILE = "_FILE"
LONGEST_VALUE = 8000
# What shows a key to one or the other provider; the gateway sends it by itself.
AUTHENTICATION = frozenset(
    "authorization proxy-authorization api-key x-api-key x-goog-api-key x-amz-security-token x-amz-date cookie".split()
)
# What belongs to the connection or describes the body (RFC 9110, 7.6.1 and 8).
CONNECTION = frozenset(
    "host connection keep-alive content-length content-type content-encoding transfer-encoding accept-encoding te trailer upgrade "
    "expect proxy-connection".split()
)
OURS = "x-openai-code-"


def is_ours(variable: str) -> bool:
    """Tell whether a variable is a custom header, or names the file of one."""
    return variable.startswith(PREFIX)


def from_files(values: Iterable[str]) -> set[str]:
    """Return the variables whose value stands in a file: CUSTOM_HEADER_X for CUSTOM_HEADER_X_FILE."""
    return {name.removesuffix(FILE) for name in values if is_ours(name) and _names_file(name)}


def _names_file(variable: str) -> bool:
    # CUSTOM_HEADER_FILE itself is the header File.
    return variable.removeprefix(PREFIX).endswith(FILE)


def header(variable: str) -> str:
    """Return the header that a variable stands for, in small letters."""
    return variable.removeprefix(PREFIX).replace("_", "-").lower()


def read(values: Mapping[str, str]) -> tuple[dict[str, str], list[Problem]]:
    """Return header → variable for what may be sent, and what is wrong with the others; no value is ever told."""
    found: dict[str, str] = {}
    problems = []
    for variable in sorted(name for name in values if is_ours(name) and not _names_file(name)):
        name = header(variable)
        fault = _fault(name, values[variable])
        if fault is None and name in found:
            fault = f"names the header {name}, as {found[name]} does.", "Set only one of the two."
        if fault is None:
            found[name] = variable
        else:
            problems.append(Problem(variable, *fault))
    return found, problems


def applied(table: ModelTable, headers: Mapping[str, str]) -> ModelTable:
    """Return the table with these headers (header → variable) at every target; a header that config.yaml gives a target stays."""
    if not headers:
        return table
    deployments = []
    for deployment in table.deployments:
        own = deployment.params.get("extra_headers")
        own = own if isinstance(own, dict) else {}
        taken = {str(name).lower() for name in own}
        more = {name: f"{ENVIRONMENT}{variable}" for name, variable in headers.items() if name not in taken}
        deployments.append(replace(deployment, params={**deployment.params, "extra_headers": {**own, **more}}))
    return replace(table, deployments=tuple(deployments))


def _fault(name: str, value: str) -> tuple[str, str] | None:
    if not name.strip("-") or any(not (character.isascii() and (character.isalnum() or character == "-")) for character in name):
        return "names no header.", "Write CUSTOM_HEADER_X_TEAM=… for the header X-Team."
    if name in AUTHENTICATION:
        return f"would replace {name}, with which the gateway itself shows its key.", "Set the key as OPENAI_API_KEY, or in config.yaml."
    if name in CONNECTION or name.startswith(OURS):
        return f"would replace {name}, which the gateway itself has to write.", "Take it out."
    if any(not " " <= character <= "~" for character in value):
        return "holds a control or a non-ASCII character, which cannot stand in a header.", "Write it in ASCII, on one line."
    if len(value) > LONGEST_VALUE:
        return f"is longer than {LONGEST_VALUE} characters.", "Shorten it: servers refuse such headers."
    return None
