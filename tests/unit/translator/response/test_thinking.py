"""Thinking blocks: only as the client wants them, with the upstream's item in the signature."""

from typing import Any

import pytest

from tests.gathering import blocks
from tests.unit.translator.response import chat_streams as c
from tests.unit.translator.response import responses_events as r
from tests.unit.translator.response.responses_streams import STREAMS
from tests.unit.translator.response.running import checked, events, sse, streamed
from translator.signature import unpack

Json = dict[str, Any]
SILENT: Json = {"id": "rs_1", "type": "reasoning", "summary": [], "encrypted_content": "gAAAA"}


def shown(stream: list[Json], wire: str = "responses", **options: object) -> list[Json]:
    """Return the client's blocks."""
    return blocks(checked(events(streamed(wire, sse(stream, wire), **options)[1])))


def test_summary_parts_and_signature() -> None:
    """Two summary parts are one thinking block with an empty line between them; the item is in its signature exactly."""
    block = shown(STREAMS["reasoning"])[0]
    assert block["thinking"] == "First thought.\n\nSecond thought."
    assert unpack(block["signature"]) == ("gpt-5.4", r.REASONING_ITEM)


def test_signature_is_the_last_delta() -> None:
    """signature_delta comes last in its block."""
    found = events(streamed("responses", sse(STREAMS["reasoning"], "responses"))[1])
    kinds = [event["delta"]["type"] for event in found if event["type"] == "content_block_delta"]
    assert kinds == ["thinking_delta"] * 4 + ["signature_delta", "text_delta"]


def test_omitted() -> None:
    """Display omitted: the text is empty, the signature whole."""
    for stream, item in ((STREAMS["reasoning"], r.REASONING_ITEM), ([r.done(SILENT, 0), r.completed([])], SILENT)):
        block = shown(stream, display="omitted")[0]
        assert (block["type"], block["thinking"]) == ("thinking", "")
        assert unpack(block["signature"]) == ("gpt-5.4", item)


def test_no_text_is_redacted() -> None:
    """Display summarized, and no summary: redacted_thinking carries the item."""
    block = shown([r.added(SILENT, 0), r.done(SILENT, 0), r.completed([])])[0]
    assert block["type"] == "redacted_thinking"
    assert unpack(block["data"]) == ("gpt-5.4", SILENT)


def test_empty_shell_is_nothing() -> None:
    """An item without text and without anything encrypted has nothing to give back."""
    empty = {"id": "rs_1", "type": "reasoning", "summary": []}
    for display in ("summarized", "omitted"):
        assert shown([r.done(empty, 0), r.completed([])], display=display) == []


@pytest.mark.parametrize(("wire", "name"), [("responses", "reasoning"), ("chat", "reasoning_content"), ("chat", "reasoning_details")])
def test_not_asked_for(wire: str, name: str) -> None:
    """A client that did not ask for thinking sees nothing of it."""
    streams = STREAMS if wire == "responses" else c.STREAMS
    assert [block["type"] for block in shown(streams[name], wire, thinking=False)] == ["text"]


def test_reasoning_text_of_open_models() -> None:
    """reasoning_text is shown, and is the item where the item's end never comes."""
    where = {"item_id": "rs_0", "output_index": 0, "content_index": 0}
    stream = [
        {"type": "response.output_item.added", "output_index": 0, "item": {"id": "rs_0", "type": "reasoning", "summary": []}},
        {"type": "response.reasoning_text.delta", **where, "delta": "Hm"},
        {"type": "response.reasoning_text.delta", **where, "delta": "m."},
        {"type": "response.reasoning_text.done", **where, "text": "Hmm."},
        *r.text_events(["Yes."], 1),
        r.completed([]),
    ]
    thinking, text = shown(stream)
    assert (thinking["thinking"], text["text"]) == ("Hmm.", "Yes.")
    found = unpack(thinking["signature"])
    assert found is not None
    assert found[1]["content"] == [{"type": "reasoning_text", "text": "Hmm."}]


def test_two_reasoning_items() -> None:
    """Each item has a block of its own."""
    second = {**r.REASONING_ITEM, "id": "rs_9", "encrypted_content": "other"}
    found = shown([*r.reasoning_events(), r.added(second, 1), r.done(second, 1), r.completed([])])
    items = [unpack(block["signature"]) for block in found]
    assert [item[1]["id"] for item in items if item] == ["rs_0", "rs_9"]
