"""Whatever stands anywhere in a body: the answer is a plan or a refusal in the API's words, never a crash."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.translator.request.bodies import BLIND, assistant, body, call, real, result, text, user
from translator.failure import Failure
from translator.notes_table import MEANINGS
from translator.request.passes import plan
from translator.request.wires import to_chat, to_responses

OBJECT = {"type": "object", "properties": {"x": {"type": "array", "items": {}}, "y": {"anyOf": [{"type": "string"}]}}, "required": ["x"]}
IMAGE = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "iVBORw0KGgo="}}
TEXT = {"type": "text", "media_type": "text/plain", "data": "d"}
DOCUMENT = {"type": "document", "title": "t", "context": "c", "citations": {"enabled": True}, "source": TEXT}
NESTED = {"type": "document", "source": {"type": "content", "content": [text("x"), IMAGE]}}
FOUND = {"type": "search_result", "source": "s", "title": "t", "content": [text("x")]}
TAB = {"tab_id": "1", "title": "T", "url": "u", "active": True}
TABS = {"type": "browser_state", "tabs": [TAB], "state_changes": [{"type": "tab_opened", "tab_id": "1"}]}
ADDED = {"type": "tool_addition", "tool": {"type": "tool_definition", "definition": {"name": "late", "input_schema": {"type": "object"}}}}
SEARCHED = [
    {"type": "server_tool_use", "id": "s1", "name": "web_search", "input": {"query": "q"}},
    {"type": "web_search_tool_result", "tool_use_id": "s1", "content": [{"type": "web_search_result", "url": "u", "title": "t"}]},
    {"type": "server_tool_use", "id": "s2", "name": "web_fetch", "input": {"url": "u"}},
    {"type": "web_fetch_tool_result", "tool_use_id": "s2", "content": {"url": "u", "content": {"type": "document", "source": TEXT}}},
    {"type": "code_execution_tool_result", "tool_use_id": "s3", "content": {"stdout": "o", "stderr": "e", "return_code": 1, "content": []}},
    {"type": "mcp_tool_use", "id": "m", "name": "x", "server_name": "y", "input": {}},
    {"type": "mcp_tool_result", "tool_use_id": "m", "content": [text("x")], "is_error": True},
    {"type": "thinking", "thinking": "a", "signature": "oc1.x"},
    {"type": "redacted_thinking", "data": "x"},
]
FULL = body(
    user(text("a"), IMAGE, DOCUMENT, NESTED, FOUND, {"type": "container_upload", "file_id": "f"}),
    assistant(*SEARCHED, text("t", citations=[{"type": "x"}]), call("t1", a=1), call("t2")),
    user(result("t1", [text("x"), IMAGE, {"type": "tool_reference", "tool_name": "def"}, FOUND, TABS]), result("t2", is_error=True)),
    {"role": "system", "content": [text("s"), ADDED], "output_config": {"effort": "low"}, "clear_at": "never"},
    assistant({"type": "compaction", "content": "c", "tool_changes": [ADDED]}, text("z")),
    user("more"),
    system=[text("x-anthropic-billing-header: a"), text("s", cache_control={"type": "ephemeral"})],
    stream=True,
    tools=[
        {"name": "Read", "description": "d", "input_schema": OBJECT, "input_examples": [{"x": ["a"]}], "strict": True},
        {"type": "web_search_20250305", "name": "web_search", "max_uses": 3, "allowed_domains": ["a.b"], "user_location": {"city": "x"}},
        {"type": "text_editor_20250728", "name": "edit", "max_characters": 5},
        {"type": "computer_20251124", "name": "computer", "display_width_px": 1, "display_height_px": 1},
        {"name": "def", "defer_loading": True, "input_schema": {"$ref": "#/$defs/a", "$defs": {"a": {"type": "object"}}}},
        {"type": "mcp_toolset", "mcp_server_name": "m"},
    ],
    tool_choice={"type": "tool", "name": "Read", "disable_parallel_tool_use": True},
    metadata={"user_id": '{"session_id":"s","device_id":"d"}'},
    thinking={"type": "enabled", "budget_tokens": 2000, "display": "summarized"},
    output_config={"effort": "high", "format": {"type": "json_schema", "schema": OBJECT}, "task_budget": {"total": 5}},
    temperature=1,
    top_p=0.5,
    top_k=3,
    stop_sequences=["a"],
    service_tier="auto",
    context_management={"edits": [{"type": "clear_thinking_20251015", "keep": "all"}]},
    thread={"type": "create"},
)
WRITTEN = orjson.dumps(FULL)
Path = tuple[str | int, ...]


def paths(value: object, path: Path = ()) -> Iterator[Path]:
    """Yield the path of everything inside a JSON value."""
    inside: Any = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in inside:
        yield (*path, key)
        yield from paths(inner, (*path, key))


GONE = object()
JUNK: list[object] = [
    None,
    0,
    -1,
    1.5,
    True,
    "",
    "x",
    "a\0b",
    [],
    {},
    [None],
    [[]],
    {"type": None},
    {"type": "text"},
    {"type": "x"},
    ["x"],
    [text("k")],
]
CHANGES = st.lists(st.tuples(st.sampled_from(list(paths(FULL))), st.sampled_from([GONE, *JUNK])), min_size=1, max_size=3)
TARGETS = st.sampled_from([real("gpt-5.4"), real("gpt-5.4", "chat"), real("gpt-4.1"), real("compat-local", "chat"), BLIND])


def change(value: Any, path: Path, new: object) -> None:  # noqa: ANN401 (a JSON value)
    """Put something else at a path, or nothing; where an earlier change took the path away, do nothing."""
    try:
        for key in path[:-1]:
            value = value[key]
        if isinstance(value, dict) != isinstance(path[-1], str):
            return
        if new is GONE:
            value.pop(path[-1])
        else:
            value[path[-1]] = orjson.loads(orjson.dumps(new))
    except (KeyError, IndexError, TypeError, AttributeError):
        return


@settings(max_examples=400, deadline=None)
@given(CHANGES, TARGETS)
def test_any_body_is_planned_or_refused(changes: list[tuple[Path, object]], target: Any) -> None:  # noqa: ANN401
    """A value of a wrong type or a missing one is a 400 or does no harm; passes change nothing of the body; every note has a meaning."""
    given_body = orjson.loads(WRITTEN)
    for path, new in changes:
        change(given_body, path, new)
    before = orjson.dumps(given_body)
    with suppress(Failure):
        made = plan(given_body, target, "x", None)
        sent = to_responses.write(made) if target.wire == "responses" else to_chat.write(made)
        assert orjson.dumps(sent)
        assert set(made.notes.kinds) <= set(MEANINGS)
    assert orjson.dumps(given_body) == before
