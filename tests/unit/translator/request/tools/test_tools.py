"""The client's tools for the upstream."""

from typing import Any

import pytest

from tests.unit.translator.request.parameters import COMPATIBLE, OBJECT, planned, target, tool
from translator.failure import Failure
from translator.request.answer import output_format
from translator.request.tools import tools
from translator.request.tools.tool_names import LEGAL


@pytest.mark.parametrize(
    "more", [{}, {"type": "custom"}, {"type": None}, {"cache_control": {"type": "ephemeral"}}, {"eager_input_streaming": True}]
)
def test_custom(more: dict[str, Any]) -> None:
    """A custom tool becomes a function with its name, description and schema, without a note."""
    plan = planned(tools.apply, tools=[tool(**more)])
    (made,) = plan.tools
    assert (made.name, made.description, made.schema, made.strict) == ("read", "Reads.", OBJECT, None)
    assert not plan.notes.kinds


def test_over_the_limit() -> None:
    """OpenAI takes 128 tools: the last ones go, and the note tells how many; other upstreams have no such limit."""
    many = [tool(f"t{at}") for at in range(140)]
    plan = planned(tools.apply, tools=many)
    assert [one.name for one in plan.tools] == [f"t{at}" for at in range(128)]
    assert plan.notes.kinds == {"tools-over-limit": 12}
    assert len(planned(tools.apply, to=target(COMPATIBLE, "chat"), tools=many).tools) == 140


def test_over_the_limit_the_conversations_own_stay() -> None:
    """What the conversation has chosen, called, found or defined stays, in its place; a hosted search counts as a tool, too."""
    many = [tool(f"t{at}") for at in range(140)]
    called = {"type": "tool_use", "id": "toolu_1", "name": "t139", "input": {}}
    added = {"type": "tool_addition", "tool": {"type": "tool_definition", "definition": tool("late")}}
    messages = [
        {"role": "user", "content": "x"},
        {"role": "assistant", "content": [called]},
        {"role": "system", "content": [added]},
    ]
    search = {"type": "web_search_20250305", "name": "web_search"}
    plan = planned(tools.apply, tools=[*many, search], messages=messages, tool_choice={"type": "tool", "name": "t135"})
    assert [one.name for one in plan.tools] == [*(f"t{at}" for at in range(124)), "t135", "t139", "late"]
    assert plan.notes.kinds == {"tools-over-limit": 14}


def test_inline_tool() -> None:
    """A tool defined in mid-conversation can be called."""
    added = {"type": "tool_addition", "tool": {"type": "tool_definition", "definition": tool("late")}}
    messages = [{"role": "user", "content": "x"}, {"role": "system", "content": [added]}]
    assert [one.name for one in planned(tools.apply, tools=[tool("read")], messages=messages).tools] == ["read", "late"]


def test_repair_noted() -> None:
    """Each repaired schema is counted."""
    plan = planned(tools.apply, tools=[tool("a", input_schema={"type": "object"}), tool("b", input_schema={})])
    assert plan.notes.kinds == {"schema-repaired": 2}


def test_union_told_in_words() -> None:
    """What a flattened schema cannot say any more stands in the description."""
    schema = {"type": "object", "properties": {"a": {}, "b": {}}, "anyOf": [{"required": ["a"]}, {"required": ["b"]}]}
    plan = planned(tools.apply, tools=[tool(input_schema=schema)])
    assert plan.tools[0].description.startswith("Reads.\n\nThe input must also match this JSON Schema: {")
    assert plan.notes.kinds == {"schema-flattened": 1}


@pytest.mark.parametrize(
    ("schema", "message"),
    [
        ({"type": "string"}, "tools.0.custom.input_schema.type: Input should be 'object'"),
        ({"type": ["string", "null"]}, "tools.0.custom.input_schema.type: Input should be 'object'"),
    ],
)
def test_no_object(schema: dict[str, Any], message: str) -> None:
    """An input that is no object is refused in the API's words."""
    with pytest.raises(Failure, match=r"^tools\.0") as caught:
        planned(tools.apply, tools=[tool(input_schema=schema)])
    assert (caught.value.status, caught.value.message) == (400, message)


def test_duplicate_names() -> None:
    """Two tools of one name are refused in the API's words."""
    with pytest.raises(Failure, match="tools: Tool names must be unique"):
        planned(tools.apply, tools=[tool("a"), tool("a")])


def test_long_and_illegal_names() -> None:
    """Names that the upstream refuses are shortened, unique, the same every time, and remembered for the way back."""
    names = ["mcp__" + "x" * 80 + "1", "mcp__" + "x" * 80 + "2", "has space", "has.space", "plain"]
    plan = planned(tools.apply, tools=[tool(name) for name in names])
    sent = [one.name for one in plan.tools]
    assert all(LEGAL(name) for name in sent)
    assert len(set(sent)) == 5
    assert sent[-1] == "plain"
    assert {plan.names[new]: new for new in sent[:-1]} == dict(zip(names[:-1], sent[:-1], strict=True))
    assert plan.notes.kinds == {"tool-name-shortened": 4}
    alone = planned(tools.apply, tools=[tool(names[1])])
    assert alone.tools[0].name == sent[1]


def test_shortened_name_already_taken() -> None:
    """A shortened name never meets a name of the client's own."""
    taken = planned(tools.apply, tools=[tool("has space")]).tools[0].name
    sent = [one.name for one in planned(tools.apply, tools=[tool("has space"), tool(taken)]).tools]
    assert sent[1] == taken
    assert sent[0] != taken


def test_names_of_the_history() -> None:
    """A name in the history that no tool has any more is shortened too."""
    call = {"type": "tool_use", "id": "1", "name": "gone tool", "input": {}}
    plan = planned(tools.apply, messages=[{"role": "assistant", "content": [call]}])
    assert LEGAL(plan.upstream_name("gone tool"))
    assert plan.names[plan.upstream_name("gone tool")] == "gone tool"


def test_strict() -> None:
    """strict goes to OpenAI where the schema is within its subset; else it is left out and noted."""
    good = {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"], "additionalProperties": False}
    optional = {"type": "object", "properties": {"a": {"type": "string"}}, "additionalProperties": False}
    plan = planned(tools.apply, tools=[tool("a", strict=True, input_schema=good), tool("b", strict=True, input_schema=optional)])
    assert [one.strict for one in plan.tools] == [True, None]
    assert plan.notes.kinds == {"dropped-strict": 1}
    elsewhere = planned(tools.apply, to=target(COMPATIBLE, "chat"), tools=[tool(strict=True, input_schema=good)])
    assert (elsewhere.tools[0].strict, elsewhere.notes.kinds) == (None, {"dropped-strict": 1})


def test_examples() -> None:
    """input_examples stand in the description."""
    plan = planned(tools.apply, tools=[tool(input_examples=[{"a": 1}, {"a": 2}])])
    assert plan.tools[0].description == 'Reads.\n\nExamples of input:\n{"a":1}\n{"a":2}'
    assert plan.notes.kinds == {"examples-in-description": 1}


def test_no_nul_reaches_the_upstream() -> None:
    """Upstreams refuse NUL anywhere; a pattern that only speaks of it stays as it is."""
    schema = {"type": "object", "properties": {"a": {"type": "string", "description": "x\0y", "pattern": "[^\\u0000]"}}}
    plan = planned(tools.apply, tools=[tool("a", description="d\0e", input_schema=schema)])
    assert plan.tools[0].description == "d\ufffde"
    assert plan.tools[0].schema["properties"]["a"] == {"type": "string", "description": "x\ufffdy", "pattern": "[^\\u0000]"}
    assert plan.notes.kinds == {"replaced-characters": 1, "schema-repaired": 1}


def test_a_schema_that_cannot_be_sent() -> None:
    """A schema that no JSON writer takes is refused, not a crash."""
    deep: dict[str, Any] = {"type": "object"}
    for _ in range(300):
        deep = {"type": "object", "properties": {"a": deep}}
    with pytest.raises(Failure, match="nested too deeply"):
        planned(tools.apply, tools=[tool("a", input_schema=deep)])
    with pytest.raises(Failure, match="nested too deeply"):
        planned(output_format.apply, output_config={"format": {"type": "json_schema", "schema": deep}})


@pytest.mark.parametrize(("callers", "notes"), [(["direct"], {}), (["direct", "code_execution_20260120"], {}), (None, {}), ([], {})])
def test_callers(callers: object, notes: dict[str, int]) -> None:
    """Anthropic, Programmatic tool calling: a tool that only code may call becomes one that the model calls, noted."""
    assert planned(tools.apply, tools=[tool("a", allowed_callers=callers)]).notes.kinds == notes
    by_code = planned(tools.apply, tools=[tool("a", allowed_callers=["code_execution_20260120"])])
    assert (len(by_code.tools), by_code.notes.kinds) == (1, {"tool-called-directly": 1})
