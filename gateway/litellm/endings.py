"""A LiteLLM callback: a chat stream that its upstream broke off does not end as if everything had been said.

Where such a stream ends without a finish, LiteLLM makes one up: stop, and so end_turn for the client. What it was really sent stands in
the chunks that it keeps of the stream, which a hook on the stream can see. Its streams of other wires tell a break themselves.
"""

from collections.abc import AsyncGenerator
from typing import Any

from litellm.integrations.custom_logger import CustomLogger

from translator.response.deltas.ending import CUT

BLOCK_STOP, MESSAGE_DELTA = b"event: content_block_stop", b"event: message_delta"


class CutError(Exception):
    """The upstream's stream ended before its answer did; LiteLLM makes the client's error event of it."""

    status_code = 500

    def __init__(self) -> None:
        super().__init__(CUT)
        self.message = CUT


class Endings(CustomLogger):
    """Looks at how a stream of the Messages API ends; must come first of the callbacks: the others' streams show no chunks."""

    async def async_post_call_streaming_iterator_hook(
        self,
        user_api_key_dict: object,
        response: Any,  # noqa: ANN401 (each of LiteLLM's own kinds of streams)
        request_data: dict[str, Any],
    ) -> AsyncGenerator[Any, None]:
        """Hand the events on; raise CutError in the place of a message_delta that was made up."""
        del user_api_key_dict, request_data
        held = b""
        async for event in response:
            telling = isinstance(event, bytes) and event.startswith((BLOCK_STOP, MESSAGE_DELTA))
            if telling and broken_off(getattr(response, "chunks", None)):
                if event.startswith(MESSAGE_DELTA):
                    raise CutError
                # Clients run a tool as soon as its block is whole; what comes next tells whether this one is.
                held += event
                continue
            if held:
                yield held
                held = b""
            yield event
        if held:
            raise CutError


def broken_off(chunks: object) -> bool:
    """Tell whether a chat stream, if it ends after these chunks, ended too early: neither finish nor the usage that comes last.

    chunks: those that the upstream has sent, None where the stream is of another kind, of which nothing is known. A stream that said
    [DONE] and neither of the two counts as broken off: LiteLLM does not tell of [DONE].
    """
    if not isinstance(chunks, list):
        return False
    if any(choice.finish_reason for chunk in reversed(chunks) for choice in chunk.choices):
        return False
    # Some backends count on every chunk; usage on its own is the last one.
    return len(chunks) < 2 or bool(chunks[-1].choices) or getattr(chunks[-1], "usage", None) is None


instance = Endings()
