"""The one machine that makes an Anthropic message, streamed or whole, out of what the readers of both wires tell it.

Blocks are strictly sequential, whatever order the upstream mixes them in: the first is written as it comes, the others wait their turn.
"""

from collections import deque
from collections.abc import Hashable
from typing import Any

from translator.failure import Failure
from translator.notes import Notes
from translator.response import ids
from translator.response.blocks.block import Block, Verdict
from translator.response.blocks.search import Result, SearchBlock
from translator.response.blocks.text import TextBlock
from translator.response.blocks.thinking import ThinkingBlock
from translator.response.blocks.tool import ToolBlock
from translator.response.sink import Sink
from translator.response.sink_message import MessageSink
from translator.response.sink_stream import StreamSink
from translator.response.usage import Usage, make

TRUNCATED = frozenset({"max_tokens", "refusal", "model_context_window_exceeded"})
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
BROKEN = "The upstream model ended a tool call whose arguments are not a JSON object: try again."
CHARACTERS_A_TOKEN = 4


class Writer:
    """Keys name blocks: any hashable; a key may be used again once its block has ended.

    out: bytes for the client (streaming; take() empties it). message: the whole answer (not streaming; filled by finish).
    begun: whether message_start is out. stopped: a stop sequence was met, so nothing more of the upstream is wanted. done: the answer
    has its end. failure: why it failed, None where it did not. stop_reason, final_usage: how it ended.
    """

    def __init__(
        self,
        names: dict[str, str],
        model: str,
        thinking: bool,
        display: str,
        stop: list[str],
        input_tokens: int,
        target_model: str,
        streaming: bool,
        message_id: str,
        search_query: str | None = None,
    ) -> None:
        self.out: list[bytes] = []
        self.message: dict[str, Any] = {}
        self.stopped = False
        self.done = False
        self.failure: Failure | None = None
        self.stop_reason: str | None = None
        self.final_usage: Usage | None = None
        self.notes = Notes()
        self.input_tokens = input_tokens
        self.search_query = search_query
        self.searches = 0
        self.characters = 0
        self._names = names
        self._thinking = thinking
        self._display = display
        self._stop = stop
        self._target_model = target_model
        self._message_id = message_id
        self._sink: Sink = (
            StreamSink(self.out, message_id, model, input_tokens) if streaming else MessageSink(self.message, message_id, model)
        )
        self._blocks: dict[Hashable, Block] = {}
        self._waiting: deque[Block] = deque()
        self._current: Block | None = None
        self._ids: set[str] = set()
        self._tools = 0
        self._refused: list[str] = []
        self._usage: Usage | None = None

    @property
    def begun(self) -> bool:
        """Whether message_start is out."""
        return self._sink.begun

    def take(self) -> bytes:
        """Return the bytes made since the last time."""
        data = b"".join(self.out)
        self.out.clear()
        return data

    def start(self) -> None:
        """Send message_start now; else it goes with the first block, so that an error before that can still be an HTTP status."""
        if not self.done:
            self._sink.begin()

    def text(self, text: str, key: Hashable = "text") -> None:
        """Add text to the text block of this key."""
        if self.done or not text:
            return
        self.characters += len(text)
        block = self._blocks.get(key)
        if block is None or block.ended:
            block = TextBlock(self._sink, self._stop)
            self._begin(key, block)
        block.add(text)
        if self._stop and block is self._current and block.settle():
            self._next()

    def citation(self, citation: dict[str, Any], key: Hashable = "text") -> None:
        """Add a citation (web_search_result_location) to the text block of this key; nothing where that has ended."""
        block = self._blocks.get(key)
        if not self.done and block is not None and not block.ended:
            block.add(citation)

    def refusal(self, text: str, key: Hashable = "refusal") -> None:
        """Add the model's refusal: shown as text, and the answer's stop_reason becomes refusal."""
        if not self.done:
            self._refused.append(text)
            self.text(text, key)

    def thinking(self, text: str, key: Hashable = "thinking") -> None:
        """Add thinking text; shown only where the client wants it."""
        if self.done or not text:
            return
        self.characters += len(text)
        if self._thinking:
            self._thinking_block(key).add(text)

    def reasoning_item(self, item: dict[str, Any] | None, key: Hashable = "thinking") -> None:
        """End the thinking block of this key with the upstream's reasoning item in its signature; None: the item is not known."""
        if self._thinking and not self.done:
            block = self._thinking_block(key)
            block.item = item
            self.end(key)

    def _thinking_block(self, key: Hashable) -> ThinkingBlock:
        block = self._blocks.get(key)
        if not isinstance(block, ThinkingBlock) or block.ended:
            block = ThinkingBlock(self._sink, self._display, self._target_model)
            self._begin(key, block)
        return block

    def end(self, key: Hashable) -> None:
        """End the block of this key; nothing where there is none."""
        block = self._blocks.get(key)
        if self.done or block is None or block.ended:
            return
        block.ended = True
        if block is self._current and block.settle():
            self._next()

    def tool_start(self, key: Hashable, call_id: str, name: str) -> None:
        """Begin a tool call: the upstream's id (may be empty) and name."""
        if not self.done:
            tool_id = ids.tool_id(call_id, self._ids, self._message_id)
            self._begin(key, ToolBlock(self._sink, tool_id, self._names.get(name, name)))

    def tool_arguments(self, key: Hashable, text: str) -> None:
        """Add to the arguments (JSON text) of a call that was begun."""
        block = self._blocks.get(key)
        if self.done or not text or not isinstance(block, ToolBlock):
            return
        self.characters += len(text)
        if block.closed:
            # A call that was whole already: some upstreams say everything twice. Anything else makes it broken.
            if text.strip() and text.strip() != block.arguments.strip():
                self._break()
            return
        block.add(text)
        if block.waited and block is self._current and block.settle():
            self._next()

    def tool_end(self, key: Hashable, complete: bool) -> None:
        """End a call; complete: the upstream says that all arguments are there."""
        block = self._blocks.get(key)
        if isinstance(block, ToolBlock):
            block.complete = complete
            self.end(key)

    def search(self, upstream_id: str, query: str, results: list[Result] | None, counted: bool = True) -> None:
        """Add a web search with its results ({"url", "title"}); results None: it failed."""
        if self.done:
            return
        search_id = ids.search_id(upstream_id, self.searches, self._message_id)
        self.searches += counted
        self._begin(("search", search_id), SearchBlock(self._sink, search_id, query, results))

    def usage(self, usage: Usage | None) -> None:
        """Set the token counts (usage.py); the last ones said count."""
        if usage is not None:
            self._usage = usage

    def finish(self, stop_reason: str = "end_turn") -> None:
        """End the answer: what is open is closed or, where it cannot be, the answer fails.

        stop_reason: end_turn and tool_use are told apart here; max_tokens, refusal and model_context_window_exceeded stand.
        """
        if self.done:
            return
        truncated = stop_reason in TRUNCATED
        while self._current is not None:
            self._current.truncated = truncated
            verdict = self._current.finish()
            if verdict is Verdict.BROKEN:
                self._break()
                return
            if verdict is Verdict.CUT:
                self.notes.add("truncated-tool-call")
            self._next(cut=verdict is Verdict.CUT)
            if self.done:
                return
        if not truncated:
            stop_reason = "tool_use" if self._tools else "refusal" if self._refused else "end_turn"
        self._end(stop_reason, None)

    def fail(self, kind: str, message: str, status: int | None = None) -> None:
        """End the answer with an error: kind of the Messages API; status: where it is not the usual one of that kind."""
        if self.done:
            return
        self.done = True
        self.failure = Failure(status or STATUS.get(kind, 500), kind, message)
        self._sink.error(kind, message)

    def _break(self) -> None:
        self.notes.add("broken-tool-call")
        self.fail("api_error", BROKEN)

    def _begin(self, key: Hashable, block: Block) -> None:
        self._blocks[key] = block
        self._waiting.append(block)
        if self._current is not None:
            self._current.waited = True
        if self._current is None or self._current.settle():
            self._next()

    def _next(self, cut: bool = False) -> None:
        """Count the current block, which is closed, and give the turn to the next ones until one stays open."""
        while True:
            block = self._current
            if isinstance(block, ToolBlock) and not cut:
                self._tools += 1
            elif isinstance(block, TextBlock) and block.stopped is not None:
                self.stopped = True
                self._end("stop_sequence", block.stopped)
                return
            cut = False
            self._current = self._waiting.popleft() if self._waiting else None
            if self._current is None:
                return
            self._current.run()
            self._current.waited = bool(self._waiting)
            if not self._current.settle():
                return

    def _end(self, stop_reason: str, stop_sequence: str | None) -> None:
        self.done = True
        self.stop_reason = stop_reason
        usage = self._usage
        if usage is None:
            self.notes.add("usage-estimated")
            usage = make(self.input_tokens, 0, -(-self.characters // CHARACTERS_A_TOKEN))
        if self.searches:
            usage["server_tool_use"] = {"web_search_requests": self.searches, "web_fetch_requests": 0}
        self.final_usage = usage
        details: dict[str, Any] | None = None
        if stop_reason == "refusal":
            details = {"type": "refusal", "category": None, "explanation": "".join(self._refused) or None}
        self._sink.end(stop_reason, stop_sequence, details, usage)
