"""Any JSON value for a schema: never a crash, and always what the upstream takes at the top."""

from typing import Any

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from translator.request.schemas.flat import NOT_ON_TOP
from translator.request.schemas.function import for_function
from translator.request.schemas.plain_schema import plain
from translator.request.schemas.strict import strict_form

KEYWORDS = st.sampled_from(
    "type properties required items anyOf oneOf allOf not enum const $ref $defs additionalProperties additionalItems format a".split()
)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-3, 3)
    | st.sampled_from(["object", "array", "string", "#/$defs/a", "#/properties/a", "#/a", "#/enum/a", "a"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYWORDS, inner, max_size=4),
    max_leaves=25,
)


@settings(max_examples=400, deadline=None)
@given(st.dictionaries(KEYWORDS, VALUES, max_size=6))
def test_any_schema(schema: dict[str, Any]) -> None:
    """Whatever the schema, the top is an object with properties and without refused keywords; done twice it changes nothing."""
    fixed = for_function(schema)
    assert fixed.schema["type"] == "object"
    assert isinstance(fixed.schema["properties"], dict)
    assert not any(key in fixed.schema for key in NOT_ON_TOP)
    again = for_function(fixed.schema)
    assert (again.schema, again.kind) == (fixed.schema, None) or "$ref" in schema
    assert isinstance(plain(orjson.dumps(fixed.schema))["properties"], dict)
    strict = strict_form(fixed.schema)
    assert strict is None or strict["additionalProperties"] is False
