"""How a stream ends that LiteLLM made of a chat stream; tests/stack shows it in a gateway."""

import asyncio
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

import pytest
from litellm.types.utils import ModelResponseStream, StreamingChoices, Usage

from gateway.litellm.endings import CutError, Endings, broken_off

START, STOP, DELTA, OVER = (
    f"event: {name}\ndata: {{}}\n\n".encode() for name in ("content_block_start", "content_block_stop", "message_delta", "message_stop")
)
PIECE = ModelResponseStream(choices=[StreamingChoices(finish_reason=None)])
FINISH = ModelResponseStream(choices=[StreamingChoices(finish_reason="stop")])
MADE_UP = ModelResponseStream(choices=[StreamingChoices(finish_reason="stop")])
COUNTED = ModelResponseStream(choices=[StreamingChoices(finish_reason=None)], usage=Usage(total_tokens=1))
USAGE = ModelResponseStream(choices=[], usage=Usage(total_tokens=1))


class Stream:
    """One of LiteLLM's: steps are an event, or a chunk that has come from the upstream by then."""

    def __init__(self, steps: list[Any], chunks: list[Any] | None) -> None:
        self.chunks, self._steps = chunks, steps

    async def __aiter__(self) -> AsyncIterator[Any]:
        for step in self._steps:
            if isinstance(step, ModelResponseStream) and self.chunks is not None:
                self.chunks.append(step)
            else:
                yield step


class Told(Stream):
    """One that yields its steps, whatever they are; source: what it is made of."""

    source: Any = None

    async def __aiter__(self) -> AsyncIterator[Any]:
        for step in self._steps:
            yield step

    @property
    def _billing_source(self) -> object:
        return self.source


def seen(steps: list[Any], chunks: list[Any] | None) -> tuple[list[Any], bool]:
    """Return what the client gets of a stream of messages."""
    return passed(Stream(steps, chunks))


def passed(stream: Stream) -> tuple[list[Any], bool]:
    """Return what the client gets, and whether it is an error that ends it."""
    got: list[Any] = []

    async def read() -> None:
        async for event in Endings().async_post_call_streaming_iterator_hook(None, stream, {}):
            got.append(event)

    try:
        asyncio.run(read())
    except CutError:
        return got, True
    return got, False


@pytest.mark.parametrize(
    "chunks", [[PIECE, FINISH], [PIECE, FINISH, USAGE], [PIECE, FINISH, COUNTED], [PIECE, USAGE], None, "of another kind"]
)
def test_told_to_its_end(chunks: object) -> None:
    """With a finish, or with the usage that comes last, or where LiteLLM keeps no chunks: nothing was broken off."""
    assert not broken_off(chunks)


@pytest.mark.parametrize("chunks", [[], [PIECE], [PIECE, PIECE], [PIECE, COUNTED], [USAGE]])
def test_broken_off(chunks: object) -> None:
    """Without either: usage beside words may be the count so far."""
    assert broken_off(chunks)


def test_a_whole_stream() -> None:
    """Each event passes, in order and one by one; blocks end before the last one does."""
    steps = [START, PIECE, STOP, START, PIECE, FINISH, STOP, DELTA, OVER]
    assert seen(steps, []) == ([START, STOP, START, STOP, DELTA, OVER], False)


def test_a_stream_that_was_broken_off() -> None:
    """In the place of the end that was made up there is an error, and the block that was broken off is not closed."""
    for end in ([DELTA, OVER], []):
        assert seen([START, PIECE, STOP, START, PIECE, STOP, *end], []) == ([START, STOP, START], True)


def test_streams_of_other_kinds() -> None:
    """What LiteLLM keeps no chunks of, and what is no event of the Messages API, passes untouched."""
    assert seen([START, STOP, DELTA, OVER], None) == ([START, STOP, DELTA, OVER], False)
    words: list[Any] = ["data: x", {"a": 1}]
    assert seen(words, []) == (words, False)


class Chat(Stream):
    """A chat stream as LiteLLM's clients of chat completions get it: each chunk is an event, too."""

    async def __aiter__(self) -> AsyncIterator[Any]:
        for step in self._steps:
            if step is not MADE_UP and self.chunks is not None:
                self.chunks.append(step)
            yield step


def test_a_chat_stream() -> None:
    """A finish that no chunk had is an error in its place; a finish that one had passes, with the usage that comes after it."""
    assert passed(Chat([PIECE, PIECE, MADE_UP], [])) == ([PIECE, PIECE], True)
    assert passed(Chat([PIECE, FINISH, USAGE], [])) == ([PIECE, FINISH, USAGE], False)


def test_a_chat_stream_of_a_fallback() -> None:
    """Where more came than its chunks, LiteLLM has gone over to another stream, of which it shows none: it passes."""
    steps: list[Any] = [PIECE, MADE_UP]
    assert passed(Told(steps, [])) == (steps, False)


def test_a_stream_of_responses_made_of_one_of_chat() -> None:
    """Nothing in it is called done before the chat stream has ended; broken off, it ends with an error."""

    def event(kind: str) -> SimpleNamespace:
        return SimpleNamespace(type=kind)

    delta, done, item, completed = (event(f"response.{kind}") for kind in ("delta", "output_text.done", "output_item.done", "completed"))
    for chunks, want in (([PIECE], ([delta, done, delta], True)), ([PIECE, FINISH], ([delta, done, delta, done, item, completed], False))):
        stream = Told([delta, done, delta, done, item, completed], None)
        stream.source = SimpleNamespace(litellm_custom_stream_wrapper=SimpleNamespace(chunks=chunks))
        assert passed(stream) == want
    assert passed(Told([delta, completed], None)) == ([delta, completed], False)
