"""The answer around the blocks: its beginning, its counts, its one end."""

from collections.abc import Callable
from typing import Any

from gateway.errors.error_table import DEFAULT_KEY
from translator.failure import Failure
from translator.notes import Notes
from translator.response.sink import Sink
from translator.response.sink_message import MessageSink
from translator.response.sink_stream import StreamSink
from translator.response.text import clean
from translator.response.usage import Usage, make

STATUS = {
    "invalid_request_error": 400,
    "authentication_error": 401,
    "billing_error": 402,
    "permission_error": 403,
    "not_found_error": 404,
    "request_too_large": 413,
    "rate_limit_error": 429,
    "timeout_error": 504,
    "overloaded_error": 529,
}
CHARACTERS_A_TOKEN = 4
BROKEN = "The upstream model ended a tool call without a name, or whose arguments are not a JSON object: try again."


class Answer:
    """Begins once, ends once: whole or failed.

    out: bytes for the client (streaming; take() empties it). message: the whole answer (not streaming; filled at its end).
    begun: message_start is out. done: the answer has its end. failure: why it failed, None where it did not. stop_reason, final_usage:
    how it ended. ending: is called when the upstream has told why it ends, and may still count. called: names of the tools, in order.
    counts: whether somebody will say by counted() what the upstream did not count; held: it is awaited; said: the text that there is to
    count then. context: the target's window in tokens, where known; key_name: the variable of its key. characters: what the upstream has
    written so far, shown or not.
    """

    def __init__(self, model: str, input_tokens: int, streaming: bool, message_id: str) -> None:
        self.out: list[bytes] = []
        self.message: dict[str, Any] = {}
        self.notes = Notes()
        self.done = False
        self.counts = False
        self.said: list[str] = []
        self.ending: Callable[[], None] | None = None
        self.failure: Failure | None = None
        self.stop_reason: str | None = None
        self.final_usage: Usage | None = None
        self.input_tokens = input_tokens
        self.context: int | None = None
        self.key_name = DEFAULT_KEY
        self.called: list[str] = []
        self.searches = 0
        self.characters = 0
        self.message_id = message_id
        self.sink: Sink = (
            StreamSink(self.out, message_id, model, input_tokens) if streaming else MessageSink(self.message, message_id, model)
        )
        self._usage: Usage | None = None
        self._held: tuple[str, str | None, str] | None = None

    @property
    def held(self) -> bool:
        """Whether the answer ends as soon as its tokens are counted."""
        return self._held is not None

    @property
    def tokens(self) -> int:
        """Tokens of the answer so far, about."""
        return -(-self.characters // CHARACTERS_A_TOKEN)

    @property
    def begun(self) -> bool:
        """Whether message_start is out."""
        return self.sink.begun

    def take(self) -> bytes:
        """Return the bytes made since the last time."""
        data = b"".join(self.out)
        self.out.clear()
        return data

    def start(self) -> None:
        """Send message_start now; else it goes with the first block, so that an error before that can still be an HTTP status."""
        if not self.done:
            self.sink.begin()

    def usage(self, usage: Usage | None) -> None:
        """Set the token counts (usage.py); the last ones said count."""
        if usage is not None:
            self._usage = usage

    def fail(self, kind: str, message: str, status: int | None = None, final: bool = False) -> None:
        """End the answer with an error: kind of the Messages API; status: where it is not that kind's usual one; final: see Failure."""
        if self.done:
            return
        self.done = True
        self.failure = Failure(status or STATUS.get(kind, 500), kind, clean(message), final=final)
        self.sink.error(kind, message)

    def broken(self) -> None:
        """Fail for a call that can neither be given as it is nor be left out: without a name, or with arguments that are no object.

        Measured with Claude Code 2.1.328: an error here makes it ask the model to go on from what came before the call.
        """
        self.notes.add("broken-tool-call")
        self.fail("api_error", BROKEN)

    def close(self, stop_reason: str, stop_sequence: str | None, refusal: str = "") -> None:
        """End the answer; refusal: the model's words where it refused. Without counts from the upstream they are estimated, and noted."""
        if self.done:
            return
        self.done = True
        self.stop_reason = stop_reason
        if self._usage is None:
            self.notes.add("usage-estimated")
            if self.counts and self.said:
                self._held = stop_reason, stop_sequence, refusal
                return
        self._end(stop_reason, stop_sequence, refusal, self._usage or make(self.input_tokens, 0, self.tokens))

    def counted(self, tokens: int | None) -> None:
        """End an answer that is held; tokens: of the text in said, None where nobody could count them."""
        if self._held is None:
            return
        held, self._held = self._held, None
        rest = self.characters - sum(map(len, self.said))
        output = self.tokens if tokens is None else tokens - (-rest // CHARACTERS_A_TOKEN)
        self._end(*held, make(self.input_tokens, 0, output))

    def _end(self, stop_reason: str, stop_sequence: str | None, refusal: str, usage: Usage) -> None:
        if self.searches:
            usage["server_tool_use"] = {"web_search_requests": self.searches, "web_fetch_requests": 0}
        self.final_usage = usage
        details: dict[str, Any] | None = None
        if stop_reason == "refusal":
            details = {"type": "refusal", "category": None, "explanation": refusal or None}
        self.sink.end(stop_reason, stop_sequence, details, usage)
