"""What server tools did in earlier turns."""

from typing import Any

import pytest

from tests.unit.translator.request.bodies import GPT, LOCAL, assistant, planned, text, user
from translator.request.wires import to_chat, to_responses

RESULTS = [{"type": "web_search_result", "url": "https://a.example", "title": "A", "encrypted_content": "x", "page_age": None}]


def use(name: str, **given: object) -> dict[str, Any]:
    """Return a server_tool_use block."""
    return {"type": "server_tool_use", "id": "srvtoolu_1", "name": name, "input": given}


def outcome(kind: str, content: object) -> dict[str, Any]:
    """Return the result block of a server tool."""
    return {"type": kind, "tool_use_id": "srvtoolu_1", "content": content}


def test_a_web_search_keeps_its_form_on_the_responses_api() -> None:
    """OpenAI, Web search: web_search_call with its action; its id is not the upstream's, which would bind it to a reasoning item."""
    plan = planned(
        user("?"), assistant(use("web_search", query="sky"), outcome("web_search_tool_result", RESULTS), text("Blue.")), user("ok")
    )
    action = {"type": "search", "query": "sky", "sources": [{"type": "url", "url": "https://a.example"}]}
    sent = to_responses.write(plan)["input"][1]
    assert sent == {"type": "web_search_call", "id": sent["id"], "status": "completed", "action": action}
    assert sent["id"].startswith("ws_")
    assert not plan.notes.kinds


def test_a_web_search_is_text_where_there_is_no_form_for_it() -> None:
    """Chat completions has no item for a search: query and sources stay readable, noted."""
    plan = planned(
        user("?"), assistant(use("web_search", query="sky"), outcome("web_search_tool_result", RESULTS)), user("ok"), target=LOCAL
    )
    said = to_chat.write(plan)["messages"][1]["content"]
    assert all(word in said for word in ("sky", "https://a.example", "A"))
    assert plan.notes.kinds == {"server-tool-as-text": 1}


def test_a_failed_web_search_says_so() -> None:
    """Anthropic, Web search tool: content is an error object instead of a list."""
    error = {"type": "web_search_tool_result_error", "error_code": "max_uses_exceeded"}
    plan = planned(user("?"), assistant(use("web_search", query="sky"), outcome("web_search_tool_result", error)), user("ok"))
    assert "max_uses_exceeded" in plan.messages[1].content[1]["text"]


def test_results_without_their_search_are_text() -> None:
    """A shortened history may have lost the search itself."""
    plan = planned(user("?"), assistant(outcome("web_search_tool_result", RESULTS)), user("ok"))
    assert "https://a.example" in plan.messages[1].content[0]["text"]


@pytest.mark.parametrize(
    ("name", "kind", "content", "shown"),
    [
        (
            "web_fetch",
            "web_fetch_tool_result",
            {
                "type": "web_fetch_result",
                "url": "https://a.example",
                "content": {"type": "document", "title": "T", "source": {"type": "text", "media_type": "text/plain", "data": "Page text"}},
            },
            ["https://a.example", "Page text", "T"],
        ),
        (
            "web_fetch",
            "web_fetch_tool_result",
            {"type": "web_fetch_tool_result_error", "error_code": "url_not_accessible"},
            ["url_not_accessible"],
        ),
        (
            "code_execution",
            "code_execution_tool_result",
            {"type": "code_execution_result", "stdout": "42", "stderr": "warn", "return_code": 3, "content": []},
            ["42", "warn", "exit code 3"],
        ),
        (
            "bash_code_execution",
            "bash_code_execution_tool_result",
            {
                "type": "bash_code_execution_result",
                "stdout": "ok",
                "stderr": "",
                "return_code": 0,
                "content": [{"type": "o", "file_id": "file_9"}],
            },
            ["ok", "file_9"],
        ),
        (
            "text_editor_code_execution",
            "text_editor_code_execution_tool_result",
            {"type": "text_editor_code_execution_str_replace_result", "lines": ["-a", "+b"]},
            ["-a", "+b"],
        ),
        (
            "tool_search_tool_regex",
            "tool_search_tool_result",
            {"type": "tool_search_tool_search_result", "tool_references": [{"type": "tool_reference", "tool_name": "Grep"}]},
            ["Grep"],
        ),
    ],
)
def test_other_server_tools_are_told_as_text(name: str, kind: str, content: dict[str, Any], shown: list[str]) -> None:
    """No upstream knows Anthropic's server tools: call and result stay readable, noted."""
    plan = planned(user("?"), assistant(use(name, query="q"), outcome(kind, content), text("So.")), user("ok"), target=GPT)
    called, told, last = plan.messages[1].content
    assert name in called["text"]
    assert all(word in told["text"] for word in shown)
    assert last == text("So.")
    assert plan.notes.kinds == {"server-tool-as-text": 2}


def test_mcp_calls_are_told_as_text() -> None:
    """Anthropic, MCP connector: mcp_tool_use and mcp_tool_result, whose content is a string or text blocks."""
    called = {"type": "mcp_tool_use", "id": "mcptoolu_1", "name": "echo", "server_name": "s", "input": {"a": 1}}
    told = {"type": "mcp_tool_result", "tool_use_id": "mcptoolu_1", "is_error": True, "content": [text("bad")]}
    plan = planned(user("?"), assistant(called, told), user("ok"))
    assert '{"a":1}' in plan.messages[1].content[0]["text"]
    assert plan.messages[1].content[1] == text("[echo failed]\nbad")
