"""Read the environment, .env and the files that NAME_FILE points to, into Settings; every problem is told, none raised."""

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dotenv import dotenv_values
from pydantic import ValidationError

from gateway.problems import Problem
from gateway.settings import NAMES, SECRETS, Settings

CONTAINER = "OPENAI_CODE_CONTAINER"
CONTAINER_FIXED = {"PORT": "3999", "HOST": "0.0.0.0"}
ELSEWHERE = {"OPENAI_API_BASE": "OPENAI_BASE_URL", "LITELLM_MASTER_KEY": "PROXY_API_KEY", "API_KEY": "OPENAI_API_KEY"}


@dataclass(frozen=True)
class Reading:
    """What was read: settings (defaults stand where a value was wrong), problems, and every value by name."""

    settings: Settings
    problems: list[Problem]
    values: dict[str, str]


def read(environ: Mapping[str, str], dotenv: Path | None, known: frozenset[str] = frozenset()) -> Reading:
    """Read environ over dotenv (a file that may be absent); known are names that config.yaml takes from the environment."""
    from_file = {name: value or "" for name, value in dotenv_values(dotenv, interpolate=False).items()} if dotenv else {}
    values = {name: _unquoted(value) for name, value in {**from_file, **environ}.items()}
    values = {name: value for name, value in values.items() if value}
    problems = _secrets_from_files(values, known)
    problems += _fixed_in_container(values)
    problems += _unknown(from_file, environ, known, dotenv)
    settings, wrong = _validated(values)
    return Reading(settings, problems + wrong, values)


def _unquoted(value: str) -> str:
    value = value.strip()
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
            values[name] = Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "not UTF-8 text"
            problems.append(Problem(f"{name}_FILE", f"{path} cannot be read: {reason}.", "Name a file that the gateway's user can read."))
            continue
        if not values[name]:
            del values[name]
            problems.append(Problem(f"{name}_FILE", f"{path} is empty.", f"Put the value of {name} into it."))
    return problems


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


def _unknown(from_file: Mapping[str, str], environ: Mapping[str, str], known: frozenset[str], dotenv: Path | None) -> list[Problem]:
    ours = {*NAMES, *known, *(f"{name}_FILE" for name in {*SECRETS, *known})}
    problems = []
    for name in from_file:
        if name in ours:
            continue
        near = _near(name)
        remedy = f"Did you mean {near}?" if near else "It is ignored."
        problems.append(Problem(f"{dotenv}: {name}", "is not a setting.", remedy, "error" if near else "warning"))
    for name in environ:
        near = _near(name)
        if name in ours or name in from_file or near is None or name.endswith(f"_{near}"):
            continue
        problems.append(Problem(name, "in the environment is not a setting and is ignored.", f"Did you mean {near}?", "warning"))
    return problems


def _near(name: str) -> str | None:
    if name in ELSEWHERE:
        return ELSEWHERE[name]
    if not re.fullmatch(r"[A-Za-z0-9_]+", name):
        return None
    return next(iter(difflib.get_close_matches(name.upper(), NAMES, n=1, cutoff=0.85)), None)


def _validated(values: Mapping[str, str]) -> tuple[Settings, list[Problem]]:
    given = {name.lower(): values[name] for name in NAMES if name in values}
    try:
        return Settings.model_validate(given), []
    except ValidationError as error:
        problems = []
        for fault in error.errors(include_input=False, include_context=False, include_url=False):
            field = str(fault["loc"][0])
            given.pop(field, None)
            value = values.get(field.upper(), "")
            shown = "" if field.upper() in SECRETS or "@" in value else f" ({value[:60]})"
            message = fault["msg"].removeprefix("Value error, ").replace("Input should be", "should be")
            problems.append(Problem(field.upper(), f"{message}{shown}.", _help(field)))
        return Settings.model_validate(given), problems


def _help(field: str) -> str:
    info = Settings.model_fields[field]
    default = f" Default: {info.default}." if info.default not in (None, "") and field.upper() not in SECRETS else ""
    return f"{info.description}{default}"
