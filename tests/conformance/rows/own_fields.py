"""Fields that serve Anthropic's own features."""

import pytest

from tests.conformance.columns import Column
from tests.conformance.rows.fields import nothing
from tests.conformance.sent import Sent, request, send
from tests.conformance.verdicts import EXACT, Row, Verdict, approximated, everywhere, refused
from translator.failure import Failure

CLEAR_TOOLS = {"edits": [{"type": "clear_tool_uses_20250919"}]}
KEEP_THINKING = {"edits": [{"type": "clear_thinking_20251015", "keep": "all"}]}


def left_out(item: str, field: str, value: object, note: str) -> Row:
    """A field of Anthropic's own that no upstream has."""

    def absent(sent: Sent) -> None:
        assert field not in sent.body

    return request(item, {field: value}, absent, everywhere(refused(note)), f"field:{field}")


def without_meaning(field: str, value: object, why: str) -> Row:
    """A field that concerns Anthropic's own accounts or cache and says nothing about the answer."""

    def absent(sent: Sent) -> None:
        assert field not in sent.body

    return request(f"`{field}`", {field: value}, absent, everywhere(approximated(how=why)), f"field:{field}")


def _no_thread(column: Column, _: Verdict) -> None:
    with pytest.raises(Failure) as raised:
        send(column, {"thread": {"type": "continue", "previous_message_id": "msg_1"}})
    assert (raised.value.status, raised.value.kind, raised.value.code) == (404, "not_found_error", "thread_not_found")


NO_THREAD = "404 with `thread_not_found`, on which the client sends its whole conversation: nothing is kept here between requests."


ROWS: list[Row] = [
    request(
        "`context_management`, thinking kept (Claude Code)",
        {"context_management": KEEP_THINKING},
        nothing,
        everywhere(EXACT),
        "field:context_management",
    ),
    left_out("`context_management`, tool uses cleared", "context_management", CLEAR_TOOLS, "dropped-context-management"),
    left_out("`container`", "container", "container_0123", "dropped-container"),
    left_out("`mcp_servers`", "mcp_servers", [{"type": "url", "name": "x", "url": "https://mcp.example"}], "dropped-mcp-servers"),
    left_out("`inference_geo`", "inference_geo", "us", "dropped-inference-geo"),
    left_out("`speed: fast`", "speed", "fast", "dropped-speed"),
    request("`speed: standard`", {"speed": "standard"}, nothing, everywhere(EXACT)),
    left_out("`diagnostics`", "diagnostics", {"previous_message_id": "msg_1"}, "dropped-diagnostics"),
    left_out("`compaction`", "compaction", {"type": "summarize"}, "dropped-compaction"),
    left_out("`fallbacks`", "fallbacks", [{"model": "claude-sonnet-5-5"}], "dropped-fallbacks"),
    left_out("`fallback_credit_token`", "fallback_credit_token", {"token": "x"}, "dropped-fallbacks"),
    left_out("`billing_policy`", "billing_policy", {"type": "default"}, "dropped-billing-policy"),
    left_out("`thread: create`", "thread", {"type": "create"}, "dropped-thread"),
    Row("`thread: continue`", everywhere(refused(how=NO_THREAD)), _no_thread),
    without_meaning(
        "betas", ["context-1m-2025-08-07"], "Betas of Anthropic's are accepted as they come; what they turn on is judged by itself."
    ),
    without_meaning("user_profile_id", "prof_1", "It concerns Anthropic's own accounts."),
    without_meaning("workspace_id", "wrkspc_1", "It concerns Anthropic's own accounts."),
    left_out("a field that nobody knows", "entirely_new", {"x": 1}, "unknown-field"),
]
