"""Tools that Anthropic defines, and what no tool may be."""

from tests.conformance.rows.tools import READ, SEARCH, _function
from tests.conformance.sent import Json, Sees, Sent, invalid, request
from tests.conformance.verdicts import EXACT, Row, Verdict, approximated, by_wire, everywhere, refused

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


DEFINED: list[Row] = [
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
    invalid("a tool without a schema", {"tools": [{"name": "Read"}]}, "tools.0.custom.input_schema: Field required"),
    invalid("`max_uses` below one", {"tools": [{**SEARCH, "max_uses": 0}]}, "max_uses: Input should be greater than 0"),
    invalid(
        "allowed and blocked domains at once",
        {"tools": [{**SEARCH, "allowed_domains": ["a.example"], "blocked_domains": ["b.example"]}]},
        "Cannot specify both",
    ),
]
