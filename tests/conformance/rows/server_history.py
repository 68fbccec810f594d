"""What else a history holds: Anthropic's own tools, compactions, changes of tools."""

from tests.conformance.rows.blocks import document, shown
from tests.conformance.rows.messages import history
from tests.conformance.sent import HELLO, Json, Sent, message, request, text
from tests.conformance.verdicts import EXACT, Row, Verdict, approximated, by_wire, everywhere, refused

SEARCH = {"type": "server_tool_use", "id": "srvtoolu_1", "name": "web_search", "input": {"query": "cats"}}
FOUND = {"type": "web_search_result", "url": "https://cats.example", "title": "Cats", "encrypted_content": "x", "page_age": None}
RESULTS = {"type": "web_search_tool_result", "tool_use_id": "srvtoolu_1", "content": [FOUND]}
AS_TEXT = approximated("server-tool-as-text")


def _searched(sent: Sent) -> None:
    if sent.of("search"):
        assert sent.of("search") == [{"type": "search", "query": "cats", "sources": [{"type": "url", "url": "https://cats.example"}]}]
    else:
        assert "cats" in "".join(sent.said("assistant"))
        assert "https://cats.example" in "".join(sent.said("assistant"))


def use(item: str, name: str, block: Json, verdict: Verdict, *words: str, kind: str) -> Row:
    """A row about the history of a server tool: its call and its result."""
    called_with = {"type": "server_tool_use", "id": "srvtoolu_1", "name": name, "input": {"query": "cats"}}

    def sees(sent: Sent) -> None:
        joined = "\n".join(sent.said("assistant"))
        for word in words:
            assert word in joined, joined

    messages = [HELLO, message(called_with, {**block, "type": kind, "tool_use_id": "srvtoolu_1"}, role="assistant"), HELLO]
    return request(item, {"messages": messages}, sees, everywhere(verdict), f"block:{kind}")


def _summary(sent: Sent) -> None:
    assert sent.order == ["user.text", "user.text"] or "Go on." in sent.said("user")[-1]
    assert "before" not in "".join(sent.said("user"))
    assert "All about cats." in sent.said("user")[0]


def _mcp(sent: Sent) -> None:
    said = "\n".join(sent.said("assistant"))
    assert "lookup" in said
    assert "found it" in said


def _untouched(sent: Sent) -> None:
    assert sent.said("assistant") in (["So."], ["Before.", "So."], ["Before.\n\nSo."])


def _changed(sent: Sent) -> None:
    assert "Read" in sent.said("system")[-1]


MCP = [
    {"type": "mcp_tool_use", "id": "mcptoolu_1", "name": "lookup", "server_name": "db", "input": {}},
    {"type": "mcp_tool_result", "tool_use_id": "mcptoolu_1", "is_error": False, "content": [text("found it")]},
]
ADDITION = {"type": "tool_addition", "tool": {"type": "tool_reference", "name": "Read"}}


HISTORY: list[Row] = [
    request(
        "`server_tool_use` and `web_search_tool_result`",
        {"messages": [HELLO, message(SEARCH, RESULTS, text("So."), role="assistant"), HELLO]},
        _searched,
        by_wire(
            approximated(how="The search and the addresses found are there; Anthropic's encrypted page contents mean nothing to another."),
            AS_TEXT,
        ),
        "block:server_tool_use",
        "block:web_search_tool_result",
    ),
    use(
        "`web_fetch_tool_result`",
        "web_fetch",
        {
            "content": {
                "type": "web_fetch_result",
                "url": "https://x.example",
                "content": document({"type": "text", "media_type": "text/plain", "data": "The page."}),
            }
        },
        AS_TEXT,
        "https://x.example",
        "The page.",
        kind="web_fetch_tool_result",
    ),
    use(
        "`code_execution_tool_result`",
        "code_execution",
        {"content": {"type": "code_execution_result", "stdout": "42", "stderr": "", "return_code": 0, "content": []}},
        AS_TEXT,
        "42",
        kind="code_execution_tool_result",
    ),
    use(
        "`bash_code_execution_tool_result`",
        "bash_code_execution",
        {"content": {"type": "bash_code_execution_result", "stdout": "", "stderr": "no such", "return_code": 1, "content": []}},
        AS_TEXT,
        "no such",
        "exit code 1",
        kind="bash_code_execution_tool_result",
    ),
    use(
        "`text_editor_code_execution_tool_result`",
        "text_editor_code_execution",
        {"content": {"type": "text_editor_code_execution_view_result", "content": "line one", "file_type": "text"}},
        AS_TEXT,
        "line one",
        kind="text_editor_code_execution_tool_result",
    ),
    use(
        "`tool_search_tool_result`",
        "tool_search_tool_regex",
        {"content": {"type": "tool_search_tool_search_result", "tool_references": [{"type": "tool_reference", "tool_name": "Read"}]}},
        AS_TEXT,
        "Read",
        kind="tool_search_tool_result",
    ),
    use(
        "`advisor_tool_result`",
        "advisor",
        {"content": {"type": "advisor_result", "text": "Be careful."}},
        AS_TEXT,
        "Be careful.",
        kind="advisor_tool_result",
    ),
    request(
        "`mcp_tool_use` and `mcp_tool_result`",
        {"messages": [HELLO, message(*MCP, role="assistant"), HELLO]},
        _mcp,
        everywhere(AS_TEXT),
        "block:mcp_tool_use",
        "block:mcp_tool_result",
    ),
    shown(
        "`container_upload`",
        {"type": "container_upload", "file_id": "file_1"},
        refused("file-out-of-reach"),
        "file_1",
        name="container_upload",
    ),
    request(
        "`compaction`",
        {
            "messages": [
                message("before"),
                message({"type": "compaction", "content": "All about cats."}, role="assistant"),
                message("Go on."),
            ]
        },
        _summary,
        everywhere(EXACT),
        "block:compaction",
    ),
    request(
        "`tool_addition` (in a system message)",
        {**history(), "messages": [HELLO, message(ADDITION, role="system")]},
        _changed,
        everywhere(approximated("tool-change-as-text")),
        "block:tool_addition",
    ),
    request(
        "`tool_removal` (in a system message)",
        {**history(), "messages": [HELLO, message({**ADDITION, "type": "tool_removal"}, role="system")]},
        _changed,
        everywhere(approximated("tool-change-as-text")),
        "block:tool_removal",
    ),
    request(
        "`fallback`",
        {
            "messages": [
                HELLO,
                message({"type": "fallback", "from": {"model": "a"}, "to": {"model": "b"}}, text("So."), role="assistant"),
                HELLO,
            ]
        },
        _untouched,
        everywhere(EXACT),
        "block:fallback",
    ),
    request(
        "`mcp_tool_listing`",
        {
            "messages": [
                HELLO,
                message({"type": "mcp_tool_listing", "mcp_server_name": "db", "tools": []}, text("So."), role="assistant"),
                HELLO,
            ]
        },
        _untouched,
        everywhere(EXACT),
        "block:mcp_tool_listing",
    ),
    shown("a block of an unknown type", {"type": "hologram", "text": "Its words."}, approximated("unknown-block"), "Its words."),
]
