"""Upstreams that send any JSON at all: never a traceback, never a broken stream for the client."""

from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.translator.response.running import answered, checked, events, streamed
from translator.response.from_responses import HANDLERS

LEAVES = st.none() | st.booleans() | st.integers(-2, 3) | st.text('ab{}"', max_size=4)
WORDS = (
    "choices delta message content tool_calls function arguments name id index finish_reason usage error code type role refusal "
    "annotations reasoning reasoning_content reasoning_details text thinking url_citation url function_call prompt_tokens x_groq "
    "response output item item_id output_index content_index summary_index part annotation status action sources summary queries query "
    "incomplete_details reason input_tokens output_tokens call_id encrypted_content completion_tokens"
).split()
KINDS = ["message", "function_call", "reasoning", "web_search_call", "stop", "length", "output_text", "reasoning.text"]
EVENTS = list(HANDLERS)
VALUES = st.recursive(
    LEAVES
    | st.sampled_from(["message", "function_call", "reasoning", "web_search_call", "stop", "length", "output_text", "reasoning.text"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=5),
    max_leaves=12,
)
OBJECTS = st.dictionaries(st.sampled_from(WORDS), VALUES, max_size=6)
RESPONSES = st.builds(lambda event, kind: {**event, "type": kind}, OBJECTS, st.sampled_from(EVENTS))
CHUNKS = st.builds(lambda delta, more: {"choices": [{"delta": delta, **more}]}, OBJECTS, OBJECTS) | OBJECTS


@pytest.mark.parametrize(("wire", "kind"), [("chat", CHUNKS), ("responses", RESPONSES)])
def test_any_events(wire: str, kind: st.SearchStrategy[Any]) -> None:
    """Any events give a stream that keeps the rules of the Messages API."""

    @settings(max_examples=100, deadline=None)
    @given(st.lists(kind, max_size=6), st.booleans())
    def hold(found: list[Any], done: bool) -> None:
        data = b"".join(b"data: " + orjson.dumps(event) + b"\n\n" for event in found) + (b"data: [DONE]\n\n" if done else b"")
        checked(events(streamed(wire, data, stop=["ab"])[1]))

    hold()


@pytest.mark.parametrize("wire", ["chat", "responses"])
def test_any_answer(wire: str) -> None:
    """Any answer in one piece gives a message that is JSON, or a failure."""

    @settings(max_examples=100, deadline=None)
    @given(OBJECTS)
    def hold(response: dict[str, Any]) -> None:
        writer = answered(wire, response)
        assert writer.done
        assert (writer.failure is None) == bool(orjson.loads(orjson.dumps(writer.message)))

    hold()
