"""Thinking blocks in the history, and what their signatures carry."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.unit.translator.request.bodies import GPT, LOCAL, LOCAL_RESPONSES, assistant, call, planned, result, text, user
from translator.request.wires import to_chat, to_responses
from translator.signature import pack, unpack

ITEM = {"type": "reasoning", "id": "rs_1", "encrypted_content": "gAAAA", "summary": [{"type": "summary_text", "text": "Hm."}]}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
)


def thinking(item: dict[str, Any], model: str = "gpt-5.4") -> dict[str, Any]:
    """Return a thinking block of ours."""
    return {"type": "thinking", "thinking": "Hm.", "signature": pack(model, item)}


@given(st.text(), st.dictionaries(st.text(), JSON))
def test_a_signature_carries_its_item_exactly(model: str, item: dict[str, Any]) -> None:
    """Reasoning must come back unchanged, on any replica, after any restart; the same item gives the same signature."""
    packed = pack(model, item)
    assert unpack(packed) == (model, item)
    assert pack(model, item) == packed
    assert packed.startswith("oc1.")


@given(st.text() | st.text().map("oc1.".__add__))
def test_a_foreign_signature_is_none_of_ours(signature: str) -> None:
    """Real Anthropic signatures and any other text are told apart without an error."""
    assert unpack(signature) is None or unpack(signature) == unpack(signature)


def test_ours_is_replayed_with_its_id_before_what_followed_it() -> None:
    """OpenAI binds encrypted content to the item's id, and the item to what follows it (can1357/oh-my-pi#290, continue#11994)."""
    plan = planned(
        user("a"), assistant(thinking(ITEM), call("t1"), thinking({**ITEM, "id": "rs_2"}), call("t2")), user(result("t1"), result("t2"))
    )
    kinds = [(item["type"], item.get("id")) for item in to_responses.write(plan)["input"]]
    assert kinds[1:5] == [("reasoning", "rs_1"), ("function_call", None), ("reasoning", "rs_2"), ("function_call", None)]
    assert to_responses.write(plan)["input"][1] == ITEM
    assert not plan.notes.kinds


def test_redacted_thinking_of_ours_is_replayed_too() -> None:
    """Reasoning without a summary travels in redacted_thinking."""
    block = {"type": "redacted_thinking", "data": pack("gpt-5.4", {**ITEM, "summary": []})}
    assert to_responses.write(planned(user("a"), assistant(block, text("b")), user("c")))["input"][1] == {**ITEM, "summary": []}


def test_foreign_thinking_is_left_out_and_noted() -> None:
    """Neither Anthropic's signatures nor another model's mean anything to this upstream."""
    foreign = [{"type": "thinking", "thinking": "x", "signature": "EqQBCgIYAhIM"}, {"type": "redacted_thinking", "data": "zzz"}]
    plan = planned(user("a"), assistant(*foreign, thinking(ITEM, "gpt-4"), text("b")), user("c"))
    assert plan.messages[1].content == [text("b")]
    assert plan.notes.kinds == {"dropped-foreign-thinking": 3}


def test_an_item_of_the_other_wire_is_foreign() -> None:
    """A model may have been moved from one wire to the other between turns."""
    assert planned(user("a"), assistant(thinking({"reasoning_content": "x"}), text("b"))).notes.kinds["dropped-foreign-thinking"] == 1


def test_reasoning_that_nothing_followed_is_left_out() -> None:
    """OpenAI: "reasoning was provided without its required following item" (an answer cut off by Esc)."""
    plan = planned(user("a"), assistant(thinking(ITEM)), user("b"))
    assert [item["role"] for item in to_responses.write(plan)["input"]] == ["user", "user"]
    assert plan.notes.kinds == {"dropped-unpaired-thinking": 1}


def test_the_same_item_is_sent_once() -> None:
    """OpenAI: "Duplicate item found with id rs_…"."""
    sent = to_responses.write(
        planned(user("a"), assistant(thinking(ITEM), text("b")), user("c"), assistant(thinking(ITEM), text("d")), user("e"))
    )
    assert [item["type"] for item in sent["input"]].count("reasoning") == 1


def test_an_item_without_encrypted_content_is_not_sent_to_openai() -> None:
    """With store: false its id refers to nothing: "Item with id 'rs_…' not found" (vercel/ai#7543). Other backends take its text."""
    bare = {"type": "reasoning", "id": "rs_1", "summary": [], "content": [{"type": "reasoning_text", "text": "Hm."}]}
    history = (user("a"), assistant(thinking(bare), text("b")), user("c"))
    assert len(to_responses.write(planned(*history))["input"]) == 3
    local = (user("a"), assistant(thinking(bare, "qwen3"), text("b")), user("c"))
    assert to_responses.write(planned(*local, target=LOCAL_RESPONSES))["input"][1] == bare


def test_chat_reasoning_goes_back_in_its_own_field() -> None:
    """OpenRouter, Preserving reasoning: reasoning_details unchanged; DeepSeek, Thinking mode: reasoning_content in tool loops."""
    for item, sent in (
        ({"reasoning_content": "Hm."}, {"reasoning_content": "Hm.Hm."}),
        (
            {"reasoning_details": [{"type": "reasoning.text", "text": "Hm."}]},
            {"reasoning_details": [{"type": "reasoning.text", "text": "Hm."}] * 2},
        ),
    ):
        plan = planned(user("a"), assistant(thinking(item, "qwen3"), thinking(item, "qwen3"), call("t1")), user(result("t1")), target=LOCAL)
        message = to_chat.write(plan)["messages"][1]
        assert {key: message[key] for key in sent} == sent
    assert GPT.wire == "responses"
