"""Blocks and fields of the answer that Anthropic's own features fill."""

from tests.conformance.answered import Answered, answer, parts
from tests.conformance.rows.answers import HI, NEVER, _never
from tests.conformance.sent import request
from tests.conformance.verdicts import EXACT, Row, Verdict, everywhere, refused


def _message(got: Answered) -> None:
    assert got.message["id"].startswith("msg_")
    assert got.message["type"] == "message"
    assert got.message["role"] == "assistant"
    assert got.message["model"] == got.column.asked
    start = got.event("message_start")["message"]
    assert [start[name] for name in ("id", "type", "role", "model")] == [got.message[name] for name in ("id", "type", "role", "model")]


def _field(name: str, *absent: str) -> Row:
    """A field of the message that only Anthropic's own features fill."""

    def sees(got: Answered) -> None:
        assert got.message.get(name) is None

    return answer(
        f"`{name}`", parts(HI), sees, everywhere(refused(how="Never there: what it tells of is Anthropic's own.")), f"message:{name}"
    )


BLOCKS: list[Row] = [
    _never("`web_fetch_tool_result`", {"type": "web_fetch_20260309", "name": "web_fetch"}, "answer:web_fetch_tool_result"),
    _never(
        "`code_execution_tool_result`, `bash_…`, `text_editor_…`",
        {"type": "code_execution_20260521", "name": "code_execution"},
        "answer:code_execution_tool_result",
        "answer:bash_code_execution_tool_result",
        "answer:text_editor_code_execution_tool_result",
        "answer:container_upload",
    ),
    _never(
        "`tool_search_tool_result`",
        {"type": "tool_search_tool_regex", "name": "tool_search_tool_regex"},
        "answer:tool_search_tool_result",
    ),
    _never("`advisor_tool_result`", {"type": "advisor_20260301", "name": "advisor", "model": "x"}, "answer:advisor_tool_result"),
    _never(
        "`mcp_tool_use`, `mcp_tool_result`, `mcp_tool_listing`",
        {"type": "mcp_toolset", "mcp_server_name": "db"},
        "answer:mcp_tool_use",
        "answer:mcp_tool_result",
        "answer:mcp_tool_listing",
    ),
    request(
        "`compaction`",
        {"compaction": {"type": "summarize"}},
        lambda sent: None,
        everywhere(Verdict("refused", frozenset(["dropped-compaction"]), NEVER.how)),
        "answer:compaction",
    ),
    request(
        "`fallback`",
        {"fallbacks": [{"model": "claude-sonnet-5-5"}]},
        lambda sent: None,
        everywhere(Verdict("refused", frozenset(["dropped-fallbacks"]), NEVER.how)),
        "answer:fallback",
    ),
]
MESSAGE: list[Row] = [
    answer(
        "`id`, `type`, `role`, `model` (as asked)",
        parts(HI),
        _message,
        everywhere(EXACT),
        "message:id",
        "message:type",
        "message:role",
        "message:model",
        "message:content",
    ),
    _field("container"),
    _field("context_management"),
    _field("diagnostics"),
    _field("input_transformations"),
]
