"""Functions as OpenAI's models are shown them: a namespace of TypeScript types.

The form is known from OpenAI's harmony format, which gpt-oss publishes, and from counts that its API reported for known requests
(tests/unit/translator/tokens/measured.py). Models of others are mostly shown the JSON itself.
"""

from typing import Any

import orjson

from translator.tokens.schema_types import typed

Json = dict[str, Any]


def namespace(functions: list[Json]) -> str:
    """Return the text for functions in the shape {"name", "description", "parameters"}."""
    return "## functions\n\nnamespace functions {\n\n" + "\n\n".join(map(_function, functions)) + "\n\n} // namespace functions"


def as_json(functions: list[Json]) -> str:
    """Return the functions as JSON, one a line."""
    return "\n".join(orjson.dumps(function, default=str).decode() for function in functions)


def response_format(name: str, schema: object) -> str:
    """Return the text for structured output, whose schema is shown as JSON, but for what strict schemas have in common."""
    return f"# Response Formats\n\n## {name}\n\n{orjson.dumps(_bare(schema), default=str).decode()}"


def _bare(schema: object, names: bool = False) -> object:
    """Return a schema without required and additionalProperties; names: the keys are the names of properties."""
    if isinstance(schema, list):
        return [_bare(item) for item in schema]
    if isinstance(schema, dict):
        kept = {key: value for key, value in schema.items() if names or key not in ("required", "additionalProperties")}
        return {key: _bare(value, key in ("properties", "$defs") and not names) for key, value in kept.items()}
    return schema


def _function(function: Json) -> str:
    description = function.get("description")
    comment = f"// {description.strip()}\n" if isinstance(description, str) and description.strip() else ""
    schema = function.get("parameters")
    parameters = typed(schema) if isinstance(schema, dict) and schema.get("properties") else ""
    return f"{comment}type {function.get('name')} = ({f'_: {parameters}' if parameters else ''}) => any;"
