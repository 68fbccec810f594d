"""The keywords of JSON Schema that hold schemas, by how they hold them: what walks a schema goes by these."""

from typing import Any

Schema = dict[str, Any]

MAPS = frozenset(("properties", "patternProperties", "$defs", "definitions", "dependentSchemas"))
LISTS = frozenset(("anyOf", "oneOf", "allOf", "prefixItems"))
SINGLES = frozenset(
    "items additionalItems additionalProperties unevaluatedItems unevaluatedProperties not if then else contains propertyNames".split()
)
HOLD_SCHEMAS = MAPS | LISTS | SINGLES
# Deeper than any schema that a person wrote; what lies deeper goes as it is.
DEEPEST = 100
