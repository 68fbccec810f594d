from typing import Any

from translator.request.mending import forget


def test_reasoning_items_are_taken_out() -> None:
    """On the Responses API: the items; everything else stays in its order."""
    body: dict[str, Any] = {"input": [{"type": "message", "role": "user"}, {"type": "reasoning", "id": "rs_1"}, {"type": "function_call"}]}
    assert forget.reasoning(body)
    assert [item["type"] for item in body["input"]] == ["message", "function_call"]
    assert not forget.reasoning(body)


def test_reasoning_fields_are_taken_out() -> None:
    """On chat completions: the fields of the assistant's messages."""
    body: dict[str, Any] = {
        "messages": [{"role": "user", "content": "x"}, {"role": "assistant", "content": "y", "reasoning_details": [{}]}]
    }
    assert forget.reasoning(body)
    assert body["messages"] == [{"role": "user", "content": "x"}, {"role": "assistant", "content": "y"}]
    assert not forget.reasoning(body)
