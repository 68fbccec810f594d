"""Optional fields of content blocks and tools, which few clients send."""

from tests.conformance.rows.messages import CALL, history, result
from tests.conformance.rows.results import _called
from tests.conformance.rows.server_history import FOUND, RESULTS, SEARCH
from tests.conformance.rows.tools import READ
from tests.conformance.rows.tools import SEARCH as SEARCH_TOOL
from tests.conformance.sent import HELLO, Json, Sent, message, request, text
from tests.conformance.verdicts import EXACT, Row, approximated, by_wire, each, everywhere, refused

CODE = {"type": "code_execution_20260120", "tool_id": "srvtoolu_9"}
ERROR = {"type": "web_search_tool_result_error", "error_code": "max_uses_exceeded"}
DEFINITION = {"type": "tool_addition", "tool": {"type": "tool_definition", "definition": {**READ, "name": "Later"}}}
OF_MCP = {"type": "tool_addition", "tool": {"type": "mcp_tool_reference", "name": "lookup", "server_name": "db"}}
COMPACTION: Json = {"type": "compaction", "content": "All about cats.", "encrypted_content": "x", "signature": "y"}
NO_MEANING = approximated(how="It says who called the tool, which no wire has a place for; call and result are there.")
AS_TEXT = approximated("server-tool-as-text")


def _about_cats(sent: Sent) -> None:
    assert "cats" in str(sent.turns)


def _failed_search(sent: Sent) -> None:
    assert "max_uses_exceeded" in "".join(sent.said("assistant"))


def _later(sent: Sent) -> None:
    assert [tool["name"] for tool in sent.tools] == ["Read", "Later"]
    assert "Later" in sent.said("system")[-1]


def _of_mcp(sent: Sent) -> None:
    assert "lookup" in sent.said("system")[-1]


def _summary(sent: Sent) -> None:
    assert "All about cats." in sent.said("user")[0]
    assert "before" not in str(sent.turns)


def _changed(sent: Sent) -> None:
    _summary(sent)
    assert [tool["name"] for tool in sent.tools] == ["Read", "Later"]


def _direct(sent: Sent) -> None:
    assert [tool["name"] for tool in sent.tools] == ["Read"]


def _searches(sent: Sent) -> None:
    found = [tool["type"] for tool in sent.body.get("tools", [])]
    assert found == (["web_search"] if sent.column.wire == "responses" else [])


def _most(sent: Sent) -> None:
    assert "500" in sent.tools[0]["description"]


def _zooms(sent: Sent) -> None:
    assert "zoom" in sent.tools[0]["parameters"]["properties"]["action"]["enum"]


def _bound(sent: Sent) -> None:
    assert "block_binding" not in str(sent.body)


def _past(*blocks: Json) -> Json:
    return {"messages": [HELLO, message(*blocks, role="assistant"), HELLO]}


EDITOR: Json = {"type": "text_editor_20250728", "name": "str_replace_based_edit_tool", "max_characters": 500}
SCREEN: Json = {"type": "computer_20251124", "name": "computer", "display_width_px": 800, "display_height_px": 600, "enable_zoom": True}
LEFT_OUT = "A thinking block that cannot be replayed is left out, as its own row says."
BINDING: Json = {"thinking": {"type": "adaptive", "block_binding": {}}}
BLOCKS: list[Row] = [
    request(
        "`tool_use.caller`: code in Anthropic's container",
        history(message({**CALL, "caller": CODE}, role="assistant"), message(result())),
        _called,
        everywhere(NO_MEANING),
    ),
    request(
        "`tool_use.toolset_name`, `tool_result.toolset_name`",
        history(message({**CALL, "toolset_name": "browser"}, role="assistant"), message(result(toolset_name="browser"))),
        _called,
        everywhere(NO_MEANING),
    ),
    request(
        "`server_tool_use.caller`, `web_search_tool_result.caller`",
        _past({**SEARCH, "caller": CODE}, {**RESULTS, "caller": CODE}, text("So.")),
        _about_cats,
        by_wire(NO_MEANING, AS_TEXT),
    ),
    request(
        "`web_search_tool_result`, an error",
        _past(SEARCH, {**RESULTS, "content": ERROR}, text("So.")),
        _failed_search,
        by_wire(approximated(how="The search is there, its error as text."), AS_TEXT),
    ),
    request(
        "`web_search_tool_result` without its search",
        _past({**RESULTS, "content": [FOUND]}, text("So.")),
        _about_cats,
        everywhere(AS_TEXT),
    ),
    request(
        "`tool_addition` with a definition",
        {**history(), "messages": [HELLO, message(DEFINITION, role="system")]},
        _later,
        everywhere(approximated("tool-change-as-text")),
    ),
    request(
        "`tool_addition` of an MCP server's tool",
        {"messages": [HELLO, message(OF_MCP, role="system")]},
        _of_mcp,
        everywhere(approximated("tool-change-as-text")),
    ),
    request(
        "`compaction.encrypted_content`, `.signature`",
        {"messages": [message("before"), message(COMPACTION, role="assistant"), message("Go on.")]},
        _summary,
        everywhere(EXACT),
    ),
    request(
        "`compaction.tool_changes`",
        {**history(), "messages": [message("before"), message({**COMPACTION, "tool_changes": [DEFINITION]}, role="assistant"), HELLO]},
        _changed,
        everywhere(EXACT),
    ),
    request(
        "`compaction` that failed (without content)",
        _past({"type": "compaction", "content": None}, text("About cats.")),
        _about_cats,
        everywhere(EXACT),
    ),
]
TOOLS: list[Row] = [
    request(
        "`allowed_callers`: code in Anthropic's container alone",
        {"tools": [{**READ, "allowed_callers": ["code_execution_20260120"]}]},
        _direct,
        everywhere(approximated("tool-called-directly")),
    ),
    request("`text_editor.max_characters`", {"tools": [EDITOR]}, _most, everywhere(approximated("anthropic-tool-as-function"))),
    request("`computer.enable_zoom`", {"tools": [SCREEN]}, _zooms, everywhere(approximated("anthropic-tool-as-function"))),
    request(
        "`web_search.response_inclusion`",
        {"tools": [{**SEARCH_TOOL, "type": "web_search_20260318", "response_inclusion": "excluded"}]},
        _searches,
        by_wire(
            approximated(how="It concerns searches by code in Anthropic's container, of which there are none."),
            refused("dropped-web-search"),
        ),
    ),
]
THINKING: list[Row] = [
    request(
        "`thinking.block_binding`",
        BINDING,
        _bound,
        each(
            approximated(how=LEFT_OUT),
            refused("dropped-thinking"),
            approximated("thinking-not-shown", how=LEFT_OUT),
            refused("dropped-thinking"),
            approximated(how=LEFT_OUT),
        ),
    ),
]
