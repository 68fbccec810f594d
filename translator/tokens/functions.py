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
    """Return the text for structured output."""
    return f"# Response Formats\n\n## {name}\n\n{typed(schema)}"


def _function(function: Json) -> str:
    description = function.get("description")
    comment = f"// {description.strip()}\n" if isinstance(description, str) and description.strip() else ""
    schema = function.get("parameters")
    parameters = typed(schema) if isinstance(schema, dict) and schema.get("properties") else ""
    return f"{comment}type {function.get('name')} = ({f'_: {parameters}' if parameters else ''}) => any;"
