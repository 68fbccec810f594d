"""Regular expressions in schemas that upstreams refuse."""

import pytest

from tests.unit.translator.request.bodies import planned, user
from translator.request.schemas.function import for_function
from translator.request.schemas.patterns import NAMES, NOTE, WORDS, in_words, readable

# Claude Code's Artifact tool, from 2.1.265 on.
ARTIFACT = r'^(?!__.*__$)[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}"\\./[\]]{1,200}$'
# zod 4's z.email().
EMAIL = r"^(?!\.)(?!.*\.\.)([A-Za-z0-9_'+\-\.]*)[A-Za-z0-9_+-]@([A-Za-z0-9][A-Za-z0-9\-]*\.)+[A-Za-z]{2,}$"


@pytest.mark.parametrize("pattern", [ARTIFACT, EMAIL, r"\p{L}", r"(?<year>\d{4})", r"\u{1F600}", "(?<=a)b", "(", "[^]", "a" * 5000])
def test_unreadable(pattern: str) -> None:
    """OpenAI: "… is not a 'regex'", "regex lookaround is not supported"."""
    assert not readable(pattern)


@pytest.mark.parametrize("pattern", ["^[a-z]+$", r"^\d{4}-\d{2}$", r"^(?:a|b)\/c\-d$", "[[a]", ""])
def test_readable(pattern: str) -> None:
    """What JavaScript and Python both read goes as it is."""
    assert readable(pattern)


def test_told_in_words() -> None:
    """The rule stays, in the description; the rest of the schema, and a property of that name, stay as they are."""
    field = {"type": "string", "description": "A field", "pattern": ARTIFACT}
    schema = {
        "type": "object",
        "properties": {"field": field, "pattern": {"type": "string"}, "to": {"type": "array", "items": {"pattern": EMAIL}}},
        "required": ["field"],
        "$defs": {"a": {"anyOf": [{"pattern": "(?=a)"}, {"pattern": "^a$"}]}},
    }
    fixed = for_function(schema)
    assert (fixed.kind, fixed.remark) == (NOTE, "")
    assert fixed.schema == {
        "type": "object",
        "properties": {
            "field": {"type": "string", "description": f"A field\n{WORDS}{ARTIFACT}"},
            "pattern": {"type": "string"},
            "to": {"type": "array", "items": {"description": WORDS + EMAIL}},
        },
        "required": ["field"],
        "$defs": {"a": {"anyOf": [{"description": f"{WORDS}(?=a)"}, {"pattern": "^a$"}]}},
    }
    assert field["pattern"] == ARTIFACT
    assert for_function({"type": "object", "properties": {"a": {"type": "string", "pattern": "^a$"}}}).kind is None


def test_names_in_words() -> None:
    """Names of properties are expressions too; what closes the object would refuse them, so it is told with them."""
    schema = {"patternProperties": {"^(?!x)": {"type": "string"}, "^y": {}}, "additionalProperties": False}
    words = NAMES + '{"^(?!x)":{"type":"string"},"additionalProperties":false}'
    assert in_words(schema) == {"patternProperties": {"^y": {}}, "description": words}
    assert "patternProperties" not in in_words({"patternProperties": {"(?=x)": {}}})


def test_noted() -> None:
    """A tool with such an expression is noted once."""
    tool = {"name": "Artifact", "input_schema": {"type": "object", "properties": {"a": {"pattern": ARTIFACT}, "b": {"pattern": EMAIL}}}}
    assert planned(user("x"), tools=[tool]).notes.kinds == {NOTE: 1}
