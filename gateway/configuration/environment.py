"""Read the environment, .env and the files that NAME_FILE points to, into Settings; every problem is told, none raised."""

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError

from gateway.configuration import custom_headers
from gateway.configuration.dotenv_file import read_dotenv
from gateway.configuration.wording import help_of, sentence
from gateway.problems import Problem
from gateway.setting_types import local
from gateway.settings import NAMES, SECRETS, Settings

CONTAINER = "OPENAI_CODE_CONTAINER"
CONTAINER_FIXED = {"PORT": "3999", "HOST": "0.0.0.0"}
ELSEWHERE = {"OPENAI_API_BASE": "OPENAI_BASE_URL", "LITELLM_MASTER_KEY": "PROXY_API_KEY", "API_KEY": "OPENAI_API_KEY"}
# As docker --env-file hands on a line that a shell would have understood.
QUOTED_AND_COMMENTED = re.compile(r"""("[^"]*"|'[^']*')\s+#.*""")
# Their usual spelling; curl reads http_proxy in no other.
SMALL_LETTERS = ("HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY")


@dataclass(frozen=True)
class Reading:
    """What was read: settings (defaults stand where a value was wrong), problems, every value by name, header → its variable."""

    settings: Settings
    problems: list[Problem]
    values: dict[str, str] = field(repr=False)
    headers: dict[str, str] = field(default_factory=dict)


def read(environ: Mapping[str, str], dotenv: Path | None, known: frozenset[str] = frozenset()) -> Reading:
    """Read environ over dotenv (a file that may be absent); known are names that config.yaml takes from the environment."""
    from_file, lines, problems = read_dotenv(dotenv, environ)
    values = {name: _unquoted(value) for name, value in {**from_file, **environ}.items()}
    values = {name: value for name, value in values.items() if value}
    for name in SMALL_LETTERS:
        if name.lower() in values:
            values.setdefault(name, values[name.lower()])
    problems += _secrets_from_files(values, known | custom_headers.from_files(values))
    problems += _fixed_in_container(values)
    problems += _unknown(environ, {name: f"{dotenv}:{line}" for name, line in lines.items()}, known)
    settings, wrong = _validated(values)
    headers, faults = custom_headers.read(values)
    return Reading(settings, problems + wrong + faults, values, headers)


def _unquoted(value: str) -> str:
    value = value.strip()
    commented = QUOTED_AND_COMMENTED.fullmatch(value)
    value = commented[1] if commented else value
    return value[1:-1] if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'" else value


def _secrets_from_files(values: dict[str, str], known: frozenset[str]) -> list[Problem]:
    problems = []
    for name in sorted({*SECRETS, *known}):
        path = values.get(f"{name}_FILE")
        if path is None:
            continue
        if name in values:
            problems.append(Problem(f"{name}_FILE", f"stands beside {name}.", "Set only one of the two."))
            continue
        try:
            values[name] = local(Path(path)).read_text(encoding="utf-8").strip()
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
            what = f"{_shown(path)} cannot be read: {reason}."
            problems.append(Problem(f"{name}_FILE", what, "Name a file that the gateway's user can read."))
            continue
        if not values[name]:
            del values[name]
            problems.append(Problem(f"{name}_FILE", f"{_shown(path)} is empty.", f"Put the value of {name} into it."))
    return problems


def _shown(path: str) -> str:
    # Who puts the secret itself where its file is to be named must not read it in a log.
    return path if path.startswith(("/", "./", "../", "~/")) else "the file"


def _fixed_in_container(values: dict[str, str]) -> list[Problem]:
    if CONTAINER not in values:
        return []
    problems = []
    for name, fixed in CONTAINER_FIXED.items():
        if values.get(name, fixed) != fixed:
            remedy = f"It stays {fixed}; choose with docker's -p 127.0.0.1:{values[name]}:3999." if name == "PORT" else "It stays 0.0.0.0."
            problems.append(Problem(name, "is fixed in the container and ignored.", remedy, "warning"))
        values[name] = fixed
    return problems


def _unknown(environ: Mapping[str, str], places: Mapping[str, str], known: frozenset[str]) -> list[Problem]:
    """Tell names that are no settings: places are those of .env, with their lines."""
    spelled = {name.lower() for name in SMALL_LETTERS}
    ours = {CONTAINER, *NAMES, *known, *(f"{name}_FILE" for name in {*SECRETS, *known}), *spelled}
    problems = []
    for name, place in places.items():
        if name in ours or custom_headers.is_ours(name):
            continue
        near = _near(name, 0.75)
        remedy = f"Did you mean {near}?" if near else "It is ignored."
        problems.append(Problem(place, f"{name} is not a setting.", remedy, "error" if near and near == _near(name) else "warning"))
    for name in environ:
        near = _near(name)
        if name in ours or custom_headers.is_ours(name) or name in places or near is None or name.endswith(f"_{near}"):
            continue
        problems.append(Problem(name, "in the environment is not a setting and is ignored.", f"Did you mean {near}?", "warning"))
    return problems


def _near(name: str, cutoff: float = 0.85) -> str | None:
    if name in ELSEWHERE:
        return ELSEWHERE[name]
    if not re.fullmatch(r"[A-Za-z0-9_]+", name):
        return None
    return next(iter(difflib.get_close_matches(name.upper(), NAMES, n=1, cutoff=cutoff)), None)


def _validated(values: Mapping[str, str]) -> tuple[Settings, list[Problem]]:
    given = {name.lower(): values[name] for name in NAMES if name in values}
    try:
        return Settings.model_validate(given), []
    except ValidationError as error:
        problems = []
        for fault in error.errors(include_input=False, include_context=False, include_url=False):
            name = str(fault["loc"][0])
            problems.append(Problem(name.upper(), sentence(fault, given.pop(name, "")), help_of(name)))
        return Settings.model_validate(given), problems
