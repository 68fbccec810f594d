"""Tools of the client's own."""

import orjson
import pytest

from gateway.offline.errors import ApiError
from gateway.offline.strict.check import refuse
from tests.conformance.columns import Column, route
from tests.conformance.sent import HELLO, Json, Sent, body_for, message, request, send
from tests.conformance.verdicts import EXACT, Row, Verdict, approximated, by_api, everywhere
from translator.asking.second_try import Refusals
from translator.errors import from_upstream
from translator.request.passes import plan as make_plan
from translator.request.wires import to_chat

SCHEMA: Json = {"type": "object", "properties": {"path": {"type": "string"}}, "required": ["path"], "additionalProperties": False}


READ: Json = {"name": "Read", "description": "Reads.", "input_schema": SCHEMA}


TOP: Json = {"anyOf": [{"properties": {"a": {"type": "string"}}}, {"properties": {"b": {"type": "string"}}}], "type": "object"}


UNREADABLE = r"^(?!__.*__$)[^\p{Cc}\p{Cf}]{1,200}$"


SEARCH: Json = {"type": "web_search_20250305", "name": "web_search"}


def _function(sent: Sent) -> None:
    assert [(tool["name"], tool["description"], tool["parameters"]) for tool in sent.tools] == [("Read", "Reads.", SCHEMA)]
    assert not sent.tools[0].get("strict")


def _strict(sent: Sent) -> None:
    assert bool(sent.tools[0].get("strict")) == sent.column.openai


def _not_strict(sent: Sent) -> None:
    assert not sent.tools[0].get("strict")


def _renamed(sent: Sent) -> None:
    assert len(sent.tools) == 2
    assert all(len(tool["name"]) <= 64 for tool in sent.tools)
    assert {sent.plan.names[tool["name"]] for tool in sent.tools} == {"x" * 80, "a.b"}


def _examples(sent: Sent) -> None:
    assert '{"path":"/tmp"}' in sent.tools[0]["description"]


def _flattened(sent: Sent) -> None:
    assert set(sent.tools[0]["parameters"]["properties"]) == {"a", "b"}
    assert '"anyOf"' in sent.tools[0]["description"]


def _pattern(sent: Sent) -> None:
    told = sent.tools[0]["parameters"]["properties"]["a"]
    assert "pattern" not in told
    assert UNREADABLE in told["description"]


def _repaired(sent: Sent) -> None:
    assert sent.tools[0]["parameters"] == {"type": "object", "properties": {}}


def _hidden(sent: Sent) -> None:
    assert not sent.tools


def _revealed(sent: Sent) -> None:
    assert [tool["name"] for tool in sent.tools] == ["Read"]


MANY = "Left out only where the server refuses so many: it is asked again at once, and the next time it gets as many as it takes."


def _many(column: Column, verdict: Verdict) -> None:
    fields: Json = {"tools": [{**READ, "name": f"tool_{number}"} for number in range(130)]}
    if not column.openai:
        with pytest.raises(ApiError) as raised:
            send(column, fields)
        way = route(column)
        plan = make_plan(body_for(column, fields), way.target, column.asked, None)
        body = to_chat.write(plan)
        assert len(body["tools"]) == 130
        limits = Refusals()
        failure, _ = from_upstream(400, orjson.dumps(raised.value.body), {}, None, 0)
        assert limits.mended(failure, plan, way.url, body)
        assert frozenset(plan.notes.kinds) == verdict.notes
        again = to_chat.write(plan)
        limits.keep(plan, way.url, again)
        for sent_now in (body, again):
            assert len(sent_now["tools"]) == 128
            refuse(sent_now, orjson.dumps(sent_now), "chat")
        return
    sent = send(column, fields)
    assert sent.notes == verdict.notes
    assert len(sent.tools) == 128


def _found_by_search(_column: Column) -> Json:
    call = {"type": "tool_use", "id": "toolu_1", "name": "ToolSearch", "input": {}}
    found = {"type": "tool_result", "tool_use_id": "toolu_1", "content": [{"type": "tool_reference", "tool_name": "Read"}]}
    return {"tools": [{**READ, "defer_loading": True}], "messages": [HELLO, message(call, role="assistant"), message(found)]}


CUSTOM: list[Row] = [
    request("a tool of the client's own", {"tools": [READ]}, _function, everywhere(EXACT), "tool:custom", "field:tools"),
    request("`type: custom`", {"tools": [{**READ, "type": "custom"}]}, _function, everywhere(EXACT)),
    request(
        "`strict`, a schema that OpenAI can guarantee",
        {"tools": [{**READ, "strict": True}]},
        _strict,
        by_api(EXACT, approximated("dropped-strict")),
        "toolfield:strict",
    ),
    request(
        "`strict`, a schema beyond that",
        {"tools": [{**READ, "strict": True, "input_schema": {**SCHEMA, "required": []}}]},
        _not_strict,
        everywhere(approximated("dropped-strict")),
    ),
    request(
        "`defer_loading`, not found yet",
        {"tools": [{**READ, "defer_loading": True}]},
        _hidden,
        everywhere(EXACT),
        "toolfield:defer_loading",
    ),
    request("`defer_loading`, found by the client's own search", _found_by_search, _revealed, everywhere(EXACT)),
    request(
        "`defer_loading` with Anthropic's tool search",
        {"tools": [{**READ, "defer_loading": True}, {"type": "tool_search_tool_regex_20251119", "name": "tool_search_tool_regex"}]},
        _revealed,
        everywhere(approximated("deferred-tools-sent", "dropped-tool-search")),
    ),
    request(
        "`input_examples`",
        {"tools": [{**READ, "input_examples": [{"path": "/tmp"}]}]},
        _examples,
        everywhere(approximated("examples-in-description")),
        "toolfield:input_examples",
    ),
    request(
        "`eager_input_streaming`",
        {"tools": [{**READ, "eager_input_streaming": True}]},
        _function,
        everywhere(EXACT),
        "toolfield:eager_input_streaming",
    ),
    request(
        "`cache_control` (tool)",
        {"tools": [{**READ, "cache_control": {"type": "ephemeral"}}]},
        _function,
        everywhere(approximated(how="Upstreams cache by prefix on their own.")),
        "toolfield:cache_control",
    ),
    request(
        "`allowed_callers: direct`",
        {"tools": [{**READ, "allowed_callers": ["direct"]}]},
        _function,
        everywhere(EXACT),
        "toolfield:allowed_callers",
    ),
    request(
        "names too long or with characters that the upstream refuses",
        {"tools": [{**READ, "name": "x" * 80}, {**READ, "name": "a.b"}]},
        _renamed,
        everywhere(approximated("tool-name-shortened")),
        "toolfield:name",
        "toolfield:description",
        "toolfield:type",
    ),
    request(
        "`input_schema` with `anyOf` at its top",
        {"tools": [{"name": "Read", "input_schema": TOP}]},
        _flattened,
        everywhere(approximated("schema-flattened")),
        "toolfield:input_schema",
    ),
    request(
        "`input_schema` without properties",
        {"tools": [{"name": "Read", "input_schema": {"type": "object"}}]},
        _repaired,
        everywhere(approximated("schema-repaired")),
    ),
    request(
        "`input_schema` with a `pattern` of JavaScript's own (Claude Code's Artifact tool)",
        {"tools": [{"name": "Read", "input_schema": {"type": "object", "properties": {"a": {"type": "string", "pattern": UNREADABLE}}}}]},
        _pattern,
        everywhere(approximated("pattern-in-words")),
    ),
    Row("more than 128 tools", by_api(approximated("tools-over-limit"), approximated("tools-over-limit", how=MANY)), _many),
]
