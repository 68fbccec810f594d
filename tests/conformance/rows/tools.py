"""Tools, and which of them the model may use."""

from gateway.offline.errors import ApiError
from tests.conformance.columns import Column
from tests.conformance.sent import HELLO, Json, Sent, invalid, message, request, send
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


def function(sent: Sent) -> None:
    assert [(tool["name"], tool["description"], tool["parameters"]) for tool in sent.tools] == [("Read", "Reads.", SCHEMA)]
    assert not sent.tools[0].get("strict")


def strict(sent: Sent) -> None:
    assert bool(sent.tools[0].get("strict")) == sent.column.openai


def not_strict(sent: Sent) -> None:
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


def hosted(sent: Sent) -> None:
    found = [tool["type"] for tool in sent.body.get("tools", [])]
    assert found == (["web_search"] if sent.column.wire == "responses" else [])


def limited(sent: Sent) -> None:
    hosted(sent)
    if sent.column.wire == "responses":
        assert sent.body["max_tool_calls"] == 3


def allowed(sent: Sent) -> None:
    hosted(sent)
    if sent.column.wire == "responses":
        assert sent.body["tools"][0]["filters"] == {"allowed_domains": ["cats.example"]}


def blocked(sent: Sent) -> None:
    hosted(sent)
    if sent.column.wire == "responses":
        assert "dogs.example" in "".join(sent.said("system"))


def located(sent: Sent) -> None:
    hosted(sent)
    if sent.column.wire == "responses":
        assert sent.body["tools"][0]["user_location"] == {"type": "approximate", "city": "Berlin", "country": "DE"}


def search(item: str, tool: Json, sees: object, found: Verdict, *names: str) -> Row:
    return request(item, {"tools": [tool]}, sees, by_wire(found, NO_SEARCH), *names)  # type: ignore[arg-type]


def renamed(sent: Sent) -> None:
    assert len(sent.tools) == 2
    assert all(len(tool["name"]) <= 64 for tool in sent.tools)
    assert {sent.plan.names[tool["name"]] for tool in sent.tools} == {"x" * 80, "a.b"}


def examples(sent: Sent) -> None:
    assert '{"path":"/tmp"}' in sent.tools[0]["description"]


def flattened(sent: Sent) -> None:
    assert set(sent.tools[0]["parameters"]["properties"]) == {"a", "b"}
    assert '"anyOf"' in sent.tools[0]["description"]


def repaired(sent: Sent) -> None:
    assert sent.tools[0]["parameters"] == {"type": "object", "properties": {}}


def hidden(sent: Sent) -> None:
    assert not sent.tools


def revealed(sent: Sent) -> None:
    assert [tool["name"] for tool in sent.tools] == ["Read"]


MANY = "All are sent; a server that takes no more than OpenAI does answers with an error."


def many(column: Column, verdict: Verdict) -> None:
    try:
        sent = send(column, {"tools": [{**READ, "name": f"tool_{number}"} for number in range(130)]})
    except ApiError as error:
        assert not column.openai
        assert error.body["error"]["code"] == "array_above_max_length"
    else:
        assert sent.notes == verdict.notes
        assert len(sent.tools) == 128


def chooses(word: str) -> object:
    def sees(sent: Sent) -> None:
        assert sent.body["tool_choice"] == word

    return sees


def one(sent: Sent) -> None:
    choice = sent.body["tool_choice"]
    assert choice.get("function", choice)["name"] == "Read"


def serial(sent: Sent) -> None:
    assert sent.body["parallel_tool_calls"] is False


def free(sent: Sent) -> None:
    assert "tool_choice" not in sent.body


def choice(item: str, given: Json, sees: object, verdicts: tuple[Verdict, ...], *names: str) -> Row:
    return request(item, {"tools": [READ], "tool_choice": given}, sees, verdicts, *names)  # type: ignore[arg-type]


def forced_search(sent: Sent) -> None:
    if sent.column.wire == "responses":
        assert sent.body["tool_choice"] == {"type": "web_search"}


def found_by_search(_column: Column) -> Json:
    call = {"type": "tool_use", "id": "toolu_1", "name": "ToolSearch", "input": {}}
    found = {"type": "tool_result", "tool_use_id": "toolu_1", "content": [{"type": "tool_reference", "tool_name": "Read"}]}
    return {"tools": [{**READ, "defer_loading": True}], "messages": [HELLO, message(call, role="assistant"), message(found)]}


TOOLS: list[Row] = [
    request("a tool of the client's own", {"tools": [READ]}, function, everywhere(EXACT), "tool:custom", "field:tools"),
    request("`type: custom`", {"tools": [{**READ, "type": "custom"}]}, function, everywhere(EXACT)),
    request(
        "`strict`, a schema that OpenAI can guarantee",
        {"tools": [{**READ, "strict": True}]},
        strict,
        by_api(EXACT, approximated("dropped-strict")),
        "toolfield:strict",
    ),
    request(
        "`strict`, a schema beyond that",
        {"tools": [{**READ, "strict": True, "input_schema": {**SCHEMA, "required": []}}]},
        not_strict,
        everywhere(approximated("dropped-strict")),
    ),
    request(
        "`defer_loading`, not found yet", {"tools": [{**READ, "defer_loading": True}]}, hidden, everywhere(EXACT), "toolfield:defer_loading"
    ),
    request("`defer_loading`, found by the client's own search", found_by_search, revealed, everywhere(EXACT)),
    request(
        "`defer_loading` with Anthropic's tool search",
        {"tools": [{**READ, "defer_loading": True}, {"type": "tool_search_tool_regex_20251119", "name": "tool_search_tool_regex"}]},
        revealed,
        everywhere(approximated("deferred-tools-sent", "dropped-tool-search")),
    ),
    request(
        "`input_examples`",
        {"tools": [{**READ, "input_examples": [{"path": "/tmp"}]}]},
        examples,
        everywhere(approximated("examples-in-description")),
        "toolfield:input_examples",
    ),
    request(
        "`eager_input_streaming`",
        {"tools": [{**READ, "eager_input_streaming": True}]},
        function,
        everywhere(EXACT),
        "toolfield:eager_input_streaming",
    ),
    request(
        "`cache_control` (tool)",
        {"tools": [{**READ, "cache_control": {"type": "ephemeral"}}]},
        function,
        everywhere(approximated(how="Upstreams cache by prefix on their own.")),
        "toolfield:cache_control",
    ),
    request(
        "`allowed_callers: direct`",
        {"tools": [{**READ, "allowed_callers": ["direct"]}]},
        function,
        everywhere(EXACT),
        "toolfield:allowed_callers",
    ),
    request(
        "names too long or with characters that the upstream refuses",
        {"tools": [{**READ, "name": "x" * 80}, {**READ, "name": "a.b"}]},
        renamed,
        everywhere(approximated("tool-name-shortened")),
        "toolfield:name",
        "toolfield:description",
        "toolfield:type",
    ),
    request(
        "`input_schema` with `anyOf` at its top",
        {"tools": [{"name": "Read", "input_schema": TOP}]},
        flattened,
        everywhere(approximated("schema-flattened")),
        "toolfield:input_schema",
    ),
    request(
        "`input_schema` without properties",
        {"tools": [{"name": "Read", "input_schema": {"type": "object"}}]},
        repaired,
        everywhere(approximated("schema-repaired")),
    ),
    Row("more than 128 tools", by_api(approximated("tools-over-limit"), refused(how=MANY)), many),
    *[client_tool(kind) for kind in [*DESCRIBED.split(), *SCREENS.split()]],
    search("`web_search_20250305`", SEARCH, hosted, EXACT, "tool:web_search_20250305"),
    search("`web_search_20260209`", {**SEARCH, "type": "web_search_20260209"}, hosted, EXACT, "tool:web_search_20260209"),
    search("`web_search_20260318`", {**SEARCH, "type": "web_search_20260318"}, hosted, EXACT, "tool:web_search_20260318"),
    search("`web_search.max_uses`", {**SEARCH, "max_uses": 3}, limited, EXACT),
    search("`web_search.allowed_domains`", {**SEARCH, "allowed_domains": ["cats.example"]}, allowed, EXACT),
    search(
        "`web_search.allowed_domains` with a path",
        {**SEARCH, "allowed_domains": ["cats.example/blog"]},
        allowed,
        approximated("search-domain-without-path"),
    ),
    search(
        "`web_search.blocked_domains`",
        {**SEARCH, "blocked_domains": ["dogs.example"]},
        blocked,
        approximated("search-blocked-domains-as-instruction"),
    ),
    search(
        "`web_search.user_location`",
        {**SEARCH, "user_location": {"type": "approximate", "city": "Berlin", "country": "DE"}},
        located,
        EXACT,
    ),
    *[server_tool(kind, note) for kind, note in LEFT_OUT.items()],
    request(
        "a tool of an unknown type with a schema",
        {"tools": [{**READ, "type": "new_20990101"}]},
        function,
        everywhere(approximated("unknown-tool-type")),
    ),
    request(
        "a tool of an unknown type without one",
        {"tools": [READ, {"type": "new_20990101", "name": "new"}]},
        function,
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
    choice("`auto`", {"type": "auto"}, chooses("auto"), everywhere(EXACT), "choice:auto", "field:tool_choice"),
    choice("`any`", {"type": "any"}, chooses("required"), everywhere(EXACT), "choice:any"),
    choice("`none`", {"type": "none"}, chooses("none"), everywhere(EXACT), "choice:none"),
    choice("`tool`", {"type": "tool", "name": "Read"}, one, everywhere(EXACT), "choice:tool"),
    choice("`disable_parallel_tool_use`", {"type": "auto", "disable_parallel_tool_use": True}, serial, everywhere(EXACT)),
    request(
        "`tool`: web search",
        {"tools": [SEARCH, READ], "tool_choice": {"type": "tool", "name": "web_search"}},
        forced_search,
        by_wire(EXACT, refused("dropped-web-search", "dropped-tool-choice")),
    ),
    request("a choice without tools", {"tool_choice": {"type": "any"}}, free, everywhere(approximated("dropped-tool-choice"))),
    invalid(
        "a tool that does not exist",
        {"tools": [READ], "tool_choice": {"type": "tool", "name": "Write"}},
        "tool_choice: Tool 'Write' not found in provided tools",
    ),
    invalid("an unknown type of choice", {"tools": [READ], "tool_choice": {"type": "maybe"}}, "tool_choice: Input tag 'maybe'"),
]
