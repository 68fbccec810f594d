"""Tools, and which of them the model may use."""

import pytest

from gateway.offline.errors import ApiError
from tests.conformance.columns import Column
from tests.conformance.sent import HELLO, Json, Sees, Sent, invalid, message, request, send
from tests.conformance.verdicts import EXACT, Row, Verdict, approximated, by_api, by_wire, everywhere, refused

SCHEMA: Json = {"type": "object", "properties": {"path": {"type": "string"}}, "required": ["path"], "additionalProperties": False}
READ: Json = {"name": "Read", "description": "Reads.", "input_schema": SCHEMA}
TOP: Json = {"anyOf": [{"properties": {"a": {"type": "string"}}}, {"properties": {"b": {"type": "string"}}}], "type": "object"}
SEARCH: Json = {"type": "web_search_20250305", "name": "web_search"}
NO_SEARCH = refused("dropped-web-search")
AS_FUNCTION = everywhere(approximated("anthropic-tool-as-function"))
DESCRIBED = (
    "bash_20241022 bash_20250124 text_editor_20241022 text_editor_20250124 text_editor_20250429 text_editor_20250728 memory_20250818"
)
SCREENS = "computer_20241022 computer_20250124 computer_20251124"
NAMES = {"bash": "bash", "text": "str_replace_based_edit_tool", "memory": "memory", "computer": "computer"}
LEFT_OUT = {
    "web_fetch_20250910": "dropped-web-fetch",
    "web_fetch_20260209": "dropped-web-fetch",
    "web_fetch_20260309": "dropped-web-fetch",
    "web_fetch_20260318": "dropped-web-fetch",
    "code_execution_20250522": "dropped-code-execution",
    "code_execution_20250825": "dropped-code-execution",
    "code_execution_20260120": "dropped-code-execution",
    "code_execution_20260521": "dropped-code-execution",
    "tool_search_tool_bm25_20251119": "dropped-tool-search",
    "tool_search_tool_bm25": "dropped-tool-search",
    "tool_search_tool_regex_20251119": "dropped-tool-search",
    "tool_search_tool_regex": "dropped-tool-search",
    "advisor_20260301": "dropped-advisor",
    "mcp_toolset": "dropped-mcp-toolset",
    "computer_toolset_20260801": "dropped-toolset",
    "browser_toolset_20260801": "dropped-toolset",
}


def _function(sent: Sent) -> None:
    assert [(tool["name"], tool["description"], tool["parameters"]) for tool in sent.tools] == [("Read", "Reads.", SCHEMA)]
    assert not sent.tools[0].get("strict")


def _strict(sent: Sent) -> None:
    assert bool(sent.tools[0].get("strict")) == sent.column.openai


def _not_strict(sent: Sent) -> None:
    assert not sent.tools[0].get("strict")


def client_tool(kind: str) -> Row:
    """A tool that Anthropic defines and the client executes."""
    name = NAMES[kind.split("_")[0]]
    size = {"display_width_px": 1024, "display_height_px": 768} if kind.startswith("computer") else {}

    def sees(sent: Sent) -> None:
        assert [tool["name"] for tool in sent.tools] == [name]
        properties = sent.tools[0]["parameters"]["properties"]
        assert {"command", "action"} & set(properties)

    return request(f"`{kind}`", {"tools": [{"type": kind, "name": name, **size}]}, sees, AS_FUNCTION, f"tool:{kind}")


def server_tool(kind: str, note: str) -> Row:
    """A tool that only Anthropic's servers can execute."""

    def sees(sent: Sent) -> None:
        assert [tool["name"] for tool in sent.tools] == ["Read"]

    return request(f"`{kind}`", {"tools": [{"type": kind, "name": kind}, READ]}, sees, everywhere(refused(note)), f"tool:{kind}")


def _hosted(sent: Sent) -> None:
    found = [tool["type"] for tool in sent.body.get("tools", [])]
    assert found == (["web_search"] if sent.column.wire == "responses" else [])


def _limited(sent: Sent) -> None:
    _hosted(sent)
    if sent.column.wire == "responses":
        assert sent.body["max_tool_calls"] == 3


def _allowed(sent: Sent) -> None:
    _hosted(sent)
    if sent.column.wire == "responses":
        assert sent.body["tools"][0]["filters"] == {"allowed_domains": ["cats.example"]}


def _blocked(sent: Sent) -> None:
    _hosted(sent)
    if sent.column.wire == "responses":
        assert "dogs.example" in "".join(sent.said("system"))


def _located(sent: Sent) -> None:
    _hosted(sent)
    if sent.column.wire == "responses":
        assert sent.body["tools"][0]["user_location"] == {"type": "approximate", "city": "Berlin", "country": "DE"}


def _search(item: str, tool: Json, sees: Sees, found: Verdict, *names: str) -> Row:
    return request(item, {"tools": [tool]}, sees, by_wire(found, NO_SEARCH), *names)


def _renamed(sent: Sent) -> None:
    assert len(sent.tools) == 2
    assert all(len(tool["name"]) <= 64 for tool in sent.tools)
    assert {sent.plan.names[tool["name"]] for tool in sent.tools} == {"x" * 80, "a.b"}


def _examples(sent: Sent) -> None:
    assert '{"path":"/tmp"}' in sent.tools[0]["description"]


def _flattened(sent: Sent) -> None:
    assert set(sent.tools[0]["parameters"]["properties"]) == {"a", "b"}
    assert '"anyOf"' in sent.tools[0]["description"]


def _repaired(sent: Sent) -> None:
    assert sent.tools[0]["parameters"] == {"type": "object", "properties": {}}


def _hidden(sent: Sent) -> None:
    assert not sent.tools


def _revealed(sent: Sent) -> None:
    assert [tool["name"] for tool in sent.tools] == ["Read"]


MANY = "All are sent; a server that takes no more than OpenAI does answers with an error."


def _many(column: Column, verdict: Verdict) -> None:
    fields: Json = {"tools": [{**READ, "name": f"tool_{number}"} for number in range(130)]}
    if not column.openai:
        with pytest.raises(ApiError) as raised:
            send(column, fields)
        assert raised.value.body["error"]["code"] == "array_above_max_length"
        return
    sent = send(column, fields)
    assert sent.notes == verdict.notes
    assert len(sent.tools) == 128


def _chooses(word: str) -> Sees:
    def sees(sent: Sent) -> None:
        assert sent.body["tool_choice"] == word

    return sees


def _one(sent: Sent) -> None:
    choice = sent.body["tool_choice"]
    assert choice.get("function", choice)["name"] == "Read"


def _serial(sent: Sent) -> None:
    assert sent.body["parallel_tool_calls"] is False


def _free(sent: Sent) -> None:
    assert "tool_choice" not in sent.body


def _choice(item: str, given: Json, sees: Sees, verdicts: tuple[Verdict, ...], *names: str) -> Row:
    return request(item, {"tools": [READ], "tool_choice": given}, sees, verdicts, *names)


def _forced_search(sent: Sent) -> None:
    if sent.column.wire == "responses":
        assert sent.body["tool_choice"] == {"type": "web_search"}


def _found_by_search(_column: Column) -> Json:
    call = {"type": "tool_use", "id": "toolu_1", "name": "ToolSearch", "input": {}}
    found = {"type": "tool_result", "tool_use_id": "toolu_1", "content": [{"type": "tool_reference", "tool_name": "Read"}]}
    return {"tools": [{**READ, "defer_loading": True}], "messages": [HELLO, message(call, role="assistant"), message(found)]}


TOOLS: list[Row] = [
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
    Row("more than 128 tools", by_api(approximated("tools-over-limit"), refused(how=MANY)), _many),
    *[client_tool(kind) for kind in [*DESCRIBED.split(), *SCREENS.split()]],
    _search("`web_search_20250305`", SEARCH, _hosted, EXACT, "tool:web_search_20250305"),
    _search("`web_search_20260209`", {**SEARCH, "type": "web_search_20260209"}, _hosted, EXACT, "tool:web_search_20260209"),
    _search("`web_search_20260318`", {**SEARCH, "type": "web_search_20260318"}, _hosted, EXACT, "tool:web_search_20260318"),
    _search("`web_search.max_uses`", {**SEARCH, "max_uses": 3}, _limited, EXACT),
    _search("`web_search.allowed_domains`", {**SEARCH, "allowed_domains": ["cats.example"]}, _allowed, EXACT),
    _search(
        "`web_search.allowed_domains` with a path",
        {**SEARCH, "allowed_domains": ["cats.example/blog"]},
        _allowed,
        approximated("search-domain-without-path"),
    ),
    _search(
        "`web_search.blocked_domains`",
        {**SEARCH, "blocked_domains": ["dogs.example"]},
        _blocked,
        approximated("search-blocked-domains-as-instruction"),
    ),
    _search(
        "`web_search.user_location`",
        {**SEARCH, "user_location": {"type": "approximate", "city": "Berlin", "country": "DE"}},
        _located,
        EXACT,
    ),
    *[server_tool(kind, note) for kind, note in LEFT_OUT.items()],
    request(
        "a tool of an unknown type with a schema",
        {"tools": [{**READ, "type": "new_20990101"}]},
        _function,
        everywhere(approximated("unknown-tool-type")),
    ),
    request(
        "a tool of an unknown type without one",
        {"tools": [READ, {"type": "new_20990101", "name": "new"}]},
        _function,
        everywhere(refused("dropped-unknown-tool")),
    ),
    invalid("two tools of one name", {"tools": [READ, READ]}, "tools: Tool names must be unique."),
    invalid("a tool without a schema", {"tools": [{"name": "Read"}]}, "tools.0.input_schema: Field required"),
    invalid("`max_uses` below one", {"tools": [{**SEARCH, "max_uses": 0}]}, "max_uses: Input should be greater than 0"),
    invalid(
        "allowed and blocked domains at once",
        {"tools": [{**SEARCH, "allowed_domains": ["a.example"], "blocked_domains": ["b.example"]}]},
        "Cannot specify both",
    ),
]
CHOICE: list[Row] = [
    _choice("`auto`", {"type": "auto"}, _chooses("auto"), everywhere(EXACT), "choice:auto", "field:tool_choice"),
    _choice("`any`", {"type": "any"}, _chooses("required"), everywhere(EXACT), "choice:any"),
    _choice("`none`", {"type": "none"}, _chooses("none"), everywhere(EXACT), "choice:none"),
    _choice("`tool`", {"type": "tool", "name": "Read"}, _one, everywhere(EXACT), "choice:tool"),
    _choice("`disable_parallel_tool_use`", {"type": "auto", "disable_parallel_tool_use": True}, _serial, everywhere(EXACT)),
    request(
        "`tool`: web search",
        {"tools": [SEARCH, READ], "tool_choice": {"type": "tool", "name": "web_search"}},
        _forced_search,
        by_wire(EXACT, refused("dropped-web-search", "dropped-tool-choice")),
    ),
    request("a choice without tools", {"tool_choice": {"type": "any"}}, _free, everywhere(approximated("dropped-tool-choice"))),
    invalid(
        "a tool that does not exist",
        {"tools": [READ], "tool_choice": {"type": "tool", "name": "Write"}},
        "tool_choice: Tool 'Write' not found in provided tools",
    ),
    invalid("an unknown type of choice", {"tools": [READ], "tool_choice": {"type": "maybe"}}, "tool_choice: Input tag 'maybe'"),
]
