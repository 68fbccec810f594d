"""The system prompt."""

import pytest

from tests.unit.translator.request.bodies import LOCAL, planned, text, user
from translator.request.wires import to_chat, to_responses

HEADER = "x-anthropic-billing-header: cc_version=2.1.328; cc_entrypoint=cli;"


@pytest.mark.parametrize("place", [0, 1, 2])
def test_the_attribution_header_is_left_out_wherever_it_stands(place: int) -> None:
    """Claude Code, LLM gateway protocol: the block is no part of the prompt; read as text it defeats the upstream's cache."""
    blocks = [text("You are kind.", cache_control={"type": "ephemeral"}), text("You are brief.")]
    blocks.insert(place, text(HEADER))
    plan = planned(user("Hi"), system=blocks)
    assert plan.system == ["You are kind.", "You are brief."]
    assert not plan.notes.kinds


def test_a_header_in_one_string_loses_its_line_alone() -> None:
    """A client may send the whole system prompt as one string."""
    assert planned(user("Hi"), system=f"{HEADER}\nYou are kind.").system == ["You are kind."]
    assert planned(user("Hi"), system=HEADER).system == []


def test_the_prompt_comes_first_on_both_wires() -> None:
    """Blocks are joined in their order: instructions on the Responses API, the first message on chat completions."""
    blocks = [text("One."), text(""), text("Two.")]
    assert to_responses.write(planned(user("Hi"), system=blocks))["instructions"] == "One.\n\nTwo."
    chat = to_chat.write(planned(user("Hi"), system=blocks, target=LOCAL))
    assert chat["messages"][0] == {"role": "system", "content": "One.\n\nTwo."}
    assert "instructions" not in to_responses.write(planned(user("Hi")))
