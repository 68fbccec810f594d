"""How large a schema may be for OpenAI to guarantee it.

Source: OpenAI's guide to structured outputs, "Supported schemas": 5000 properties, 1000 values of enums in all, 120 000 characters of
names and values in all, and 15 000 of the values of one enum of more than 250.
"""

from collections.abc import Iterator

from translator.request.schemas.keywords import Schema

MOST_PROPERTIES = 5000
MOST_VALUES = 1000
MOST_CHARACTERS = 120_000
LARGE_ENUM, LARGE_ENUM_CHARACTERS = 250, 15_000


def fits(form: Schema) -> bool:
    """Tell whether a schema in strict form is within the limits."""
    properties = values = characters = 0
    for node in _nodes(form):
        for group in ("properties", "$defs", "definitions"):
            characters += sum(map(len, node.get(group) or ()))
        properties += len(node.get("properties") or ())
        given = node.get("enum") if "enum" in node else [node["const"]] if "const" in node else []
        if isinstance(given, list):
            said = sum(len(value) for value in given if isinstance(value, str))
            if len(given) > LARGE_ENUM and said > LARGE_ENUM_CHARACTERS:
                return False
            values += len(given)
            characters += said
    return properties <= MOST_PROPERTIES and values <= MOST_VALUES and characters <= MOST_CHARACTERS


def _nodes(node: Schema) -> Iterator[Schema]:
    yield node
    for group in ("properties", "$defs", "definitions"):
        for inner in (node.get(group) or {}).values():
            yield from _nodes(inner)
    if "items" in node:
        yield from _nodes(node["items"])
    for inner in node.get("anyOf") or ():
        yield from _nodes(inner)
