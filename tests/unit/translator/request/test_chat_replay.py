"""What of an upstream's own reasoning goes back to it on chat completions."""

from typing import Any

from tests.unit.translator.request.bodies import COMPATIBLE, GPT_CHAT
from translator.request.passes import plan
from translator.request.wires import to_chat
from translator.signature import pack
from translator.target import Target


def written(target: Target, item: dict[str, Any]) -> tuple[dict[str, Any], set[str]]:
    """Return the assistant message that a turn with this item becomes, and the notes."""
    turn = [
        {"type": "thinking", "thinking": "Hm.", "signature": pack(target.model, item)},
        {"type": "tool_use", "id": "call_1", "name": "read", "input": {}},
    ]
    body = {
        "model": "claude",
        "max_tokens": 100,
        "tools": [{"name": "read", "input_schema": {"type": "object"}}],
        "messages": [
            {"role": "user", "content": "Read it."},
            {"role": "assistant", "content": turn},
            {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "call_1", "content": "it"}]},
        ],
    }
    made = plan(body, target, "claude", None)
    messages = to_chat.write(made)["messages"]
    return next(message for message in messages if message["role"] == "assistant"), set(made.notes.kinds)


def test_reasoning_goes_back_in_the_field_that_it_came_in() -> None:
    """A compatible backend gets its own field back: DeepSeek demands it."""
    assert written(COMPATIBLE, {"reasoning_content": "Hm."})[0]["reasoning_content"] == "Hm."
    assert written(COMPATIBLE, {"reasoning_text": "Hm."})[0]["reasoning_text"] == "Hm."


def test_openai_gets_no_field_that_it_refuses() -> None:
    """OpenAI's own chat completions know no such field: it is left out, and noted."""
    message, notes = written(GPT_CHAT, {"reasoning_content": "Hm."})
    assert "reasoning_content" not in message
    assert "dropped-foreign-thinking" in notes


def test_what_came_with_a_call_goes_back_with_it() -> None:
    """Gemini's thought signature stands on the call again: https://ai.google.dev/gemini-api/docs/thought-signatures."""
    extra = {"google": {"thought_signature": "abc"}}
    message, _ = written(COMPATIBLE, {"tool_calls": {"call_1": {"extra_content": extra}}})
    assert message["tool_calls"][0]["extra_content"] == extra
    assert "tool_calls" in message
    assert "extra_content" not in message


def test_without_a_search_the_model_is_told_so() -> None:
    """Where the target cannot search, it is told not to make results up."""
    body = {
        "model": "claude",
        "max_tokens": 100,
        "tools": [{"type": "web_search_20250305", "name": "web_search"}],
        "messages": [{"role": "user", "content": "Search the web for cats."}],
    }
    made = plan(body, COMPATIBLE, "claude", None)
    assert "cannot search the web" in to_chat.write(made)["messages"][0]["content"]
    assert "dropped-web-search" in made.notes.kinds
