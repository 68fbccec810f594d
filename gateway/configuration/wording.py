"""Say in a user's words what pydantic finds wrong with a setting, without the value where that may be a secret."""

from typing import get_args

from annotated_types import Ge, Le
from pydantic_core import ErrorDetails

from gateway.credentials import redact_tokens
from gateway.settings import SECRETS, Settings

SHOWN_CHARACTERS = 60


def sentence(fault: ErrorDetails, value: str) -> str:
    """Return what is wrong with the setting that fault["loc"] names, whose value was given as this text."""
    field = str(fault["loc"][0])
    return f"{_shown(field, value)} {_what(fault, field)}."


def help_of(field: str) -> str:
    """Return the setting's own sentence and its default."""
    info = Settings.model_fields[field]
    value = int(info.default) if isinstance(info.default, bool) else info.default
    default = f" Default: {value}." if info.default not in (None, "") and field.upper() not in SECRETS else ""
    return f"{info.description}{default}"


def _what(fault: ErrorDetails, field: str) -> str:
    annotation = Settings.model_fields[field].annotation
    if annotation is int:
        low, high = _bounds(field)
        return f"is not a whole number from {low} {f'to {high}' if high is not None else 'up'}"
    if annotation is bool:
        return "is neither 1 nor 0"
    choices = [str(choice) for choice in get_args(annotation) if choice]
    if fault["type"] == "literal_error":
        return f"is not one of {', '.join(choices)}"
    return fault["msg"].removeprefix("Value error, ")


def _bounds(field: str) -> tuple[object, object]:
    metadata = Settings.model_fields[field].metadata
    low = next((bound.ge for bound in metadata if isinstance(bound, Ge)), 0)
    return low, next((bound.le for bound in metadata if isinstance(bound, Le)), None)


def _shown(field: str, value: str) -> str:
    # A key that was pasted into the wrong variable is a secret too.
    if field.upper() in SECRETS or "@" in value or value.startswith("sk-") or redact_tokens(value) != value:
        return "the value"
    plain = "".join(character if character.isprintable() else "?" for character in value.partition("?")[0])
    return plain if len(plain) <= SHOWN_CHARACTERS else f"{plain[:SHOWN_CHARACTERS]}…"
