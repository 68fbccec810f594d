"""A LiteLLM callback: a chat stream that its upstream broke off does not end as if everything had been said.

Where such a stream ends without a finish, LiteLLM makes one up: stop, and so end_turn or completed for a client of another API. What it
was really sent stands in the chunks that it keeps of the stream, which a hook on the stream can see; of /v1/completions it shows none.
Its streams of other wires tell a break themselves.
"""

from collections.abc import AsyncGenerator
from typing import Any

from litellm.integrations.custom_logger import CustomLogger

from translator.response.deltas.ending import CUT

BLOCK_STOP, MESSAGE_DELTA = b"event: content_block_stop", b"event: message_delta"
# How a stream of the Responses API leads to the chat stream that LiteLLM makes it of. Where a version of LiteLLM names one otherwise,
# ends that it made up pass, which tests/stack tells.
WITHIN = ("_billing_source", "litellm_custom_stream_wrapper")


class CutError(Exception):
    """The upstream's stream ended before its answer did; LiteLLM makes the client's error event of it."""

    status_code = 500
    # Of OpenAI's APIs; the Messages API's own goes by the status.
    type = "server_error"

    def __init__(self) -> None:
        super().__init__(CUT)
        self.message = CUT


class Endings(CustomLogger):
    """Looks at how a stream ends; must come first of the callbacks: the others' streams show no chunks."""

    async def async_post_call_streaming_iterator_hook(
        self,
        user_api_key_dict: object,
        response: Any,  # noqa: ANN401 (each of LiteLLM's own kinds of streams)
        request_data: dict[str, Any],
    ) -> AsyncGenerator[Any, None]:
        """Hand the events on; raise CutError in the place of an end that was made up."""
        del user_api_key_dict, request_data
        held: list[Any] = []
        passed = 0
        async for event in response:
            telling, last = tells_an_end(event)
            if telling:
                chunks = chunks_of(response)
                # A chat stream that has shown more than its chunks is a fallback's, which LiteLLM keeps elsewhere.
                elsewhere = hasattr(event, "choices") and isinstance(chunks, list) and len(chunks) < passed
                if broken_off(chunks) and not elsewhere:
                    if last:
                        raise CutError
                    # Clients run a tool as soon as its block is whole; what comes next tells whether this one is.
                    held.append(event)
                    continue
            for one in held:
                yield one
            held.clear()
            passed += 1
            yield event
        if held:
            raise CutError


def tells_an_end(event: object) -> tuple[bool, bool]:
    """Tell whether an event says that a part of the answer is whole, and whether it says so of all of it."""
    if isinstance(event, bytes):
        last = event.startswith(MESSAGE_DELTA)
        return last or event.startswith(BLOCK_STOP), last
    kind = getattr(event, "type", None)
    if isinstance(kind, str):
        last = kind == "response.completed"
        return last or kind.endswith(".done"), last
    last = any(getattr(choice, "finish_reason", None) for choice in getattr(event, "choices", None) or ())
    return last, last


def chunks_of(response: object) -> object:
    """Return the chunks of the chat stream that a stream of LiteLLM's is made of; None where it is made of none."""
    while response is not None:
        chunks = getattr(response, "chunks", None)
        if isinstance(chunks, list):
            return chunks
        response = next((inner for name in WITHIN if (inner := getattr(response, name, None)) is not None), None)
    return None


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
