"""OpenAI's refusals, in its own words, by kind. Each returns the error for the rule to raise.

Words, params and codes are those of the API's answers as its users report them; where none could be found, the closest form is used and the
rule says so.
"""

from __future__ import annotations

from collections.abc import Sequence

from gateway.offline.errors import ApiError

_NAMES = {
    "string": "a string",
    "integer": "an integer",
    "number": "a number",
    "boolean": "a boolean",
    "object": "an object",
    "array": "an array",
    "objects": "an array of objects",
    "strings": "an array of strings",
}


def refused(message: str, param: str | None = None, code: str | None = None, status: int = 400) -> ApiError:
    """Any refusal."""
    return ApiError(status, message, param=param, code=code)


def unknown(param: str) -> ApiError:
    """A parameter that the API does not have."""
    return refused(f"Unknown parameter: '{param}'.", param, "unknown_parameter")


def missing(param: str) -> ApiError:
    """A parameter that must be given."""
    return refused(f"Missing required parameter: '{param}'.", param, "missing_required_parameter")


def wrong_type(param: str, wanted: str, value: object) -> ApiError:
    """A value of the wrong type; `wanted` is one of our type names, or several joined by "|"."""
    names = [_NAMES[name] for name in wanted.split("|")]
    expected = f"expected {names[0]}" if len(names) == 1 else "expected one of " + " or ".join(name.removeprefix("a ") for name in names)
    return refused(f"Invalid type for '{param}': {expected}, but got {_kind(value)} instead.", param, "invalid_type")


def bad_value(param: str, value: object, supported: Sequence[str]) -> ApiError:
    """A value outside a closed set."""
    return refused(f"Invalid value: '{value}'. Supported values are: {listed(supported)}.", param, "invalid_value")


def unsupported(param: str, instead: str = "") -> ApiError:
    """A parameter that this model does not take."""
    hint = f" Use '{instead}' instead." if instead else ""
    return refused(f"Unsupported parameter: '{param}' is not supported with this model.{hint}", param, "unsupported_parameter")


def unsupported_value(param: str, value: object, supported: str) -> ApiError:
    """A value that this model does not take."""
    message = f"Unsupported value: '{param}' does not support {value} with this model. {supported}"
    return refused(message, param, "unsupported_value")


def too_long(param: str, most: int, length: int) -> ApiError:
    """A string over its limit of characters."""
    message = (
        f"Invalid '{param}': string too long. Expected a string with maximum length {most}, but got a string with length {length} instead."
    )
    return refused(message, param, "string_above_max_length")


def too_many(param: str, most: int, length: int) -> ApiError:
    """An array over its limit."""
    message = (
        f"Invalid '{param}': array too long. Expected an array with maximum length {most}, but got an array with length {length} instead."
    )
    return refused(message, param, "array_above_max_length")


def empty_array(param: str) -> ApiError:
    """An array that must hold something."""
    message = f"Invalid '{param}': empty array. Expected an array with minimum length 1, but got an empty array instead."
    return refused(message, param, "empty_array")


def empty_string(param: str) -> ApiError:
    """A string that must hold something."""
    message = f"Invalid '{param}': empty string. Expected a string with minimum length 1, but got an empty string instead."
    return refused(message, param, "empty_string")


def out_of_bounds(param: str, value: float, *, low: float | None = None, high: float | None = None) -> ApiError:
    """A number below `low` or above `high`."""
    kind = "integer" if isinstance(value, int) else "decimal"
    side, sign, bound = ("below minimum", ">=", low) if low is not None else ("above maximum", "<=", high)
    message = f"Invalid '{param}': {kind} {side} value. Expected a value {sign} {bound:g}, but got {value} instead."
    return refused(message, param, f"{kind}_{'below_min' if low is not None else 'above_max'}_value")


def pattern(param: str, wanted: str) -> ApiError:
    """A string that does not match its pattern."""
    message = f"Invalid '{param}': string does not match pattern. Expected a string that matches the pattern '{wanted}'."
    return refused(message, param, "invalid_value")


def listed(values: Sequence[str]) -> str:
    """Values as the API lists them: quoted, with "and" before the last."""
    quoted = [f"'{value}'" for value in values]
    if len(quoted) < 3:
        return " and ".join(quoted)
    return ", ".join(quoted[:-1]) + f", and {quoted[-1]}"


def _kind(value: object) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "a boolean"
        case int():
            return "an integer"
        case float():
            return "a decimal"
        case str():
            return "a string"
        case list():
            return "an array"
    return "an object"
