"""Objects by table: which fields they have, of which type, which must be there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from gateway.offline.strict.refusals import missing, too_long, unknown, wrong_type

Json = dict[str, Any]
# A field's type by name, "|" for "or", "!" behind it where the field must be given.
Shape = Mapping[str, str]

_TESTS: dict[str, Callable[[Any], bool]] = {
    "string": lambda value: isinstance(value, str),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "boolean": lambda value: isinstance(value, bool),
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "objects": lambda value: isinstance(value, list) and all(isinstance(one, dict) for one in value),
    "strings": lambda value: isinstance(value, list) and all(isinstance(one, str) for one in value),
}


def fits(given: Json, shape: Shape, at: str = "") -> None:
    """Refuse fields that the shape does not have, missing ones, and wrong types; null stands for a field that is not given."""
    prefix = f"{at}." if at else ""
    for name in given:
        if name not in shape:
            raise unknown(prefix + name)
    for name, kind in shape.items():
        types = kind.rstrip("!")
        value = given.get(name)
        if value is None:
            if kind.endswith("!"):
                raise wrong_type(prefix + name, types, None) if name in given else missing(prefix + name)
        elif not any(_TESTS[one](value) for one in types.split("|")):
            if isinstance(value, list) and types.rsplit("|", maxsplit=1)[-1] in ("objects", "strings"):
                kind_of_item = "object" if "objects" in types else "string"
                index = next(number for number, one in enumerate(value) if not _TESTS[kind_of_item](one))
                raise wrong_type(f"{prefix}{name}[{index}]", kind_of_item, value[index])
            raise wrong_type(prefix + name, types, value)


def at_most(given: Json, name: str, most: int, at: str = "") -> None:
    """Refuse a string field of more than `most` characters."""
    value = given.get(name)
    if isinstance(value, str) and len(value) > most:
        raise too_long(f"{at}.{name}" if at else name, most, len(value))


def as_dict(value: object) -> Json:
    """The value where it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def as_list(value: object) -> list[Any]:
    """The value where it is an array, else an empty one."""
    return value if isinstance(value, list) else []
