"""What of a body is refused, in the words of the Messages API, and what passes."""

from typing import Any

import pytest

from tests.unit.translator.request.bodies import GPT, assistant, body, call, result, text, user
from translator.failure import Failure
from translator.request.passes import plan

HELLO = user("Hello")
PDF = {"type": "base64", "media_type": "application/pdf", "data": "JVBERi0="}


def refusal(request: dict[str, Any]) -> str:
    """Return the words with which a body is refused."""
    with pytest.raises(Failure) as raised:
        plan(request, GPT, "claude-opus-5-5", None)
    assert raised.value.status == 400
    assert raised.value.kind == "invalid_request_error"
    return raised.value.message


def without(name: str) -> dict[str, Any]:
    """Return a body without one of its fields."""
    return {key: value for key, value in body(HELLO).items() if key != name}


@pytest.mark.parametrize("name", ["model", "max_tokens", "messages"])
def test_a_required_field_that_is_missing_is_named(name: str) -> None:
    """Anthropic, Create a Message: model, max_tokens and messages are required."""
    assert refusal(without(name)) == f"{name}: Field required"


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("model", 3, "model: Input should be a valid string"),
        ("max_tokens", "abc", "max_tokens: Input should be a valid integer"),
        ("max_tokens", True, "max_tokens: Input should be a valid integer"),
        ("max_tokens", 1.5, "max_tokens: Input should be a valid integer"),
        ("max_tokens", None, "max_tokens: Input should be a valid integer"),
        ("max_tokens", -3, "max_tokens: Input should be greater than or equal to 0"),
        ("messages", {}, "messages: Input should be a valid list"),
        ("messages", [], "messages: at least one message is required"),
        ("messages", ["hi"], "messages.0: Input should be a valid dictionary"),
        ("temperature", 1.1, "temperature: Input should be less than or equal to 1"),
        ("temperature", -0.1, "temperature: Input should be greater than or equal to 0"),
        ("temperature", "hot", "temperature: Input should be a valid number"),
        ("top_p", 2, "top_p: Input should be less than or equal to 1"),
        ("top_k", 1.5, "top_k: Input should be a valid integer"),
        ("stream", "yes", "stream: Input should be a valid boolean"),
        ("system", 5, "system: Input should be a valid string or list"),
        ("system", [{"type": "text"}], "system.0.text: Field required"),
        ("system", [{"type": "image", "source": {"type": "url", "url": "u"}}], "system.0.type: Input should be 'text'"),
        ("stop_sequences", "END", "stop_sequences: Input should be a valid list"),
        ("stop_sequences", ["a", 1], "stop_sequences.1: Input should be a valid string"),
        ("stop_sequences", [" "], "stop_sequences: each stop sequence must contain non-whitespace"),
        ("metadata", "me", "metadata: Input should be a valid dictionary"),
        ("metadata", {"user_id": 7}, "metadata.user_id: Input should be a valid string"),
        ("thinking", {"type": "enabled"}, "thinking.enabled.budget_tokens: Field required"),
        ("thinking", {"type": "enabled", "budget_tokens": "x"}, "thinking.enabled.budget_tokens: Input should be a valid integer"),
        ("thinking", {"budget_tokens": 1024}, "thinking.type: Field required"),
        ("thinking", "on", "thinking: Input should be a valid dictionary"),
        ("tools", {}, "tools: Input should be a valid list"),
        ("tools", [5], "tools.0: Input should be a valid dictionary"),
        ("tools", [{"input_schema": {}}], "tools.0.custom.name: Field required"),
        ("tools", [{"name": "a"}], "tools.0.custom.input_schema: Field required"),
        ("tools", [{"name": "a", "input_schema": "x"}], "tools.0.custom.input_schema: Input should be a valid dictionary"),
        ("tool_choice", "auto", "tool_choice: Input should be a valid dictionary"),
        ("tool_choice", {"type": "tool"}, "tool_choice.tool.name: Field required"),
        ("output_config", [], "output_config: Input should be a valid dictionary"),
        ("output_config", {"effort": 3}, "output_config.effort: Input should be a valid string"),
    ],
)
def test_a_wrong_value_is_refused_with_its_path(field: str, value: object, words: str) -> None:
    """Anthropic, Create a Message and Errors: invalid_request_error says which field is wrong, and how."""
    assert refusal({**body(HELLO), field: value}) == words


@pytest.mark.parametrize("field", ["tool_choice", "thinking"])
def test_a_wrong_tag_is_refused_with_what_is_expected(field: str) -> None:
    """Anthropic, Create a Message: tool_choice and thinking are told apart by their type."""
    assert refusal({**body(HELLO), field: {"type": "maybe"}}).startswith(f"{field}: Input tag 'maybe' found using 'type' does not match")


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ({"content": "x"}, ".role: Field required"),
        ({"role": "robot", "content": "x"}, ".role: Input should be 'user', 'assistant' or 'system'"),
        ({"role": "user"}, ".content: Field required"),
        ({"role": "user", "content": 5}, ".content: Input should be a valid string or list"),
        (user("a", "b"), ".content.0: Input should be a valid dictionary"),
        (user({"text": "x"}), ".content.0.type: Field required"),
        (user({"type": 3}), ".content.0.type: Input should be a valid string"),
        (user(text("a"), {"type": "image"}), ".content.1.source: Field required"),
        (user({"type": "image", "source": "x"}), ".content.0.source: Input should be a valid dictionary"),
        (user({"type": "image", "source": {}}), ".content.0.source.type: Field required"),
        (user({"type": "image", "source": {"type": "base64", "media_type": "image/png"}}), ".content.0.source.data: Field required"),
        (
            user({"type": "image", "source": {"type": "base64", "media_type": "image/bmp", "data": "x"}}),
            ".content.0.source.media_type: Input should be 'image/jpeg', 'image/png', 'image/gif' or 'image/webp'",
        ),
        (user({"type": "image", "source": {"type": "url"}}), ".content.0.source.url: Field required"),
        (user({"type": "document"}), ".content.0.source: Field required"),
        (
            user({"type": "document", "source": {**PDF, "media_type": "x"}}),
            ".content.0.source.media_type: Input should be 'application/pdf'",
        ),
        (user({"type": "document", "source": PDF, "title": 5}), ".content.0.title: Input should be a valid string"),
        (user({"type": "document", "source": {"type": "content"}}), ".content.0.source.content: Field required"),
        (user({"type": "tool_result"}), ".content.0.tool_use_id: Field required"),
        (user(result("a", [text(5)])), ".content.0.content.0.text: Input should be a valid string"),  # type: ignore[arg-type]
        (
            user(result("a", [text("x"), call("b")])),
            ".content.0.content.1: Input tag 'tool_use' found using 'type' does not match any of the expected tags: "
            "'text', 'image', 'search_result', 'document', 'tool_reference', 'browser_state'",
        ),
        (user({"type": "search_result", "source": "s", "title": "t"}), ".content.0.content: Field required"),
        (assistant({"type": "thinking", "thinking": "x"}), ".content.0.signature: Field required"),
        (assistant({"type": "redacted_thinking"}), ".content.0.data: Field required"),
        (assistant({"type": "tool_use", "id": "a", "name": "b"}), ".content.0.input: Field required"),
        (assistant({"type": "tool_use", "id": "a", "name": "b", "input": "{}"}), ".content.0.input: Input should be a valid dictionary"),
        (assistant(result("a")), ": `tool_result` blocks can only be in `user` messages"),
        (user(call("a")), ": `tool_use` blocks can only be in `assistant` messages"),
    ],
)
def test_a_wrong_message_is_refused_with_its_path(message: dict[str, Any], words: str) -> None:
    """Anthropic, Create a Message: the path leads to the block that is wrong."""
    assert refusal(body(HELLO, message)) == f"messages.1{words}"


@pytest.mark.parametrize(
    "request_",
    [
        body(HELLO, max_tokens=1),
        body(assistant("Hello?"), HELLO),
        body(HELLO, some_future_field={"a": 1}, betas=["x"]),
        body(user(text("x", future=1), {"type": "future_block", "text": "y"})),
        body(user(text("x", cache_control={"type": "ephemeral"}))),
        body(HELLO, temperature=1, top_p=0, stop_sequences=None, metadata=None, tools=None, thinking=None, system=None),
        body(HELLO, thinking={"type": "between_tools"}),
        body(HELLO, tools=[{"type": "bash_20250124", "name": "bash"}, {"type": "future_tool_2027"}]),
        body(HELLO, {"role": "system", "output_config": {"effort": "low"}}),
    ],
)
def test_what_the_api_takes_passes(request_: dict[str, Any]) -> None:
    """Unknown fields, betas and types are accepted; so is max_tokens 1 (a connection test) and a beginning with the assistant.

    Sources: Claude Code, LLM gateway protocol; anthropics/anthropic-sdk-typescript#622.
    """
    assert plan(request_, GPT, "claude-opus-5-5", None).messages


def test_stream_is_taken_over() -> None:
    """The plan knows whether the answer is to be streamed."""
    assert plan(body(HELLO, stream=True), GPT, "x", None).stream
    assert not plan(body(HELLO), GPT, "x", None).stream
