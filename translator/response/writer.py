"""The one machine that makes an Anthropic message, streamed or whole, out of what the readers of both wires tell it."""

from collections.abc import Callable, Hashable
from typing import Any

from translator.response import ids
from translator.response.answer import Answer
from translator.response.blocks.block import Block
from translator.response.blocks.search import Result, SearchBlock
from translator.response.blocks.text import TextBlock
from translator.response.blocks.thinking import ThinkingBlock
from translator.response.blocks.tool import ToolBlock
from translator.response.sequence import Sequence

TRUNCATED = frozenset({"max_tokens", "refusal", "model_context_window_exceeded"})


class Writer(Answer):
    """Keys name blocks: any hashable; a key may be used again once its block has ended. What comes out: answer.py.

    names: the upstream's tool names → the client's. model: as the client asked for it; target_model: the upstream's own, for signatures.
    thinking, display: whether and how the client wants thinking. stop: the sequences to watch for. input_tokens: an estimate.
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
    ) -> None:
        super().__init__(model, input_tokens, streaming, message_id)
        self.stop = stop
        self._names = names
        self._thinking, self._display = thinking, display
        self._target_model = target_model
        self._sequence = Sequence()
        self._get = self._sequence.get
        self._ids: set[str] = set()
        self._refused: list[str] = []

    @property
    def stopped(self) -> bool:
        """Whether a stop sequence was met, so that nothing more of the upstream is wanted."""
        return self._sequence.stopped is not None

    def text(self, text: str, key: Hashable = "text") -> None:
        """Add text to the text block of this key."""
        if self.done or not text:
            return
        self.characters += len(text)
        block = self._get(key)
        if block is None or block.ended:
            block = TextBlock(self.sink, self.stop)
            self._sequence.begin(key, block)
        if block.through:
            self.sink.delta(text)
        else:
            block.add(text)
        if self.stop:
            self.said.append(text)
            self._settle(block)

    def citation(self, citation: dict[str, Any], key: Hashable = "text") -> None:
        """Add a citation (web_search_result_location) to the text block of this key, begun or not; nothing where it has ended."""
        if self.done:
            return
        if (block := self._get(key)) is None:
            block = TextBlock(self.sink, self.stop)
            self._sequence.begin(key, block)
        if not block.ended:
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
            self._thinking_block(key).item = item
            self.end(key)

    def _thinking_block(self, key: Hashable) -> ThinkingBlock:
        block = self._get(key)
        if not isinstance(block, ThinkingBlock) or block.ended:
            block = ThinkingBlock(self.sink, self._display, self._target_model)
            self._sequence.begin(key, block)
        return block

    def end(self, key: Hashable) -> None:
        """End the block of this key; nothing where there is none."""
        block = self._sequence.get(key)
        if not self.done and block is not None and not block.ended:
            block.ended = True
            self._settle(block)

    def tool_start(self, key: Hashable, call_id: str, name: str, extra: dict[str, Any] | None = None) -> str:
        """Begin a tool call: the upstream's id (may be empty), name and what it wants back with the call; return the client's id."""
        tool_id = ids.tool_id(call_id, self._ids, self.message_id)
        if not self.done:
            if extra:
                self.tool_extra(tool_id, extra)
            called = self._names.get(name, name)
            self.called.append(called)
            self._sequence.begin(key, ToolBlock(self.sink, tool_id, called))
            self._check()
        return tool_id

    def tool_extra(self, tool_id: str, extra: dict[str, Any]) -> None:
        """Keep what the upstream wants back with a call (extra_content: Gemini's thought signature) in a thinking block of its own.

        Gemini refuses the next turn without it: https://ai.google.dev/gemini-api/docs/thought-signatures
        """
        self.reasoning_item({"tool_calls": {tool_id: {"extra_content": extra}}}, ("extra", tool_id))

    def arguments(self, text: str, key: Hashable) -> None:
        """Add to the arguments (JSON text) of a call that was begun."""
        block = self._get(key)
        if self.done or not text or not isinstance(block, ToolBlock):
            return
        self.characters += len(text)
        if block.closed:
            # A call that was whole already: some upstreams say everything twice. Anything else makes it broken.
            if text.strip() and text.strip() != block.arguments.strip():
                self.broken()
            return
        block.add(text)
        if block.waited:
            self._settle(block)

    def several(self, texts: list[str], key: Hashable, one: Callable[[str, Hashable], None]) -> None:
        """Do with each of these texts what one (text, thinking or arguments) does with it."""
        texts = [text for text in texts if text] if "" in texts else texts
        block = self._get(key)
        if block is None or block.waited or block.ended or block.closed or self.stop or self.done:
            for text in texts:
                one(text, key)
        else:
            self.characters += sum(map(len, texts))
            (self.sink.deltas if block.through else block.add_all)(texts)

    def tool_end(self, key: Hashable, complete: bool) -> None:
        """End a call; complete: the upstream says that all arguments are there."""
        block = self._sequence.get(key)
        if isinstance(block, ToolBlock):
            block.complete = complete
            self.end(key)

    def search(self, upstream_id: str, query: str, results: list[Result] | None) -> None:
        """Add a web search with its results ({"url", "title"}); results None: it failed."""
        if not self.done:
            search_id = ids.search_id(upstream_id, self.searches, self.message_id)
            self.searches += 1
            self._sequence.begin(("search", search_id), SearchBlock(self.sink, search_id, query, results))
            self._check()

    def finish(self, stop_reason: str = "end_turn") -> None:
        """End the answer: what is open is closed or, where it cannot be, the answer fails.

        stop_reason: end_turn and tool_use are told apart here; max_tokens, refusal and model_context_window_exceeded stand.
        """
        if self.done:
            return
        truncated = stop_reason in TRUNCATED
        whole = self._sequence.finish(truncated)
        if self._sequence.cut:
            self.notes.add("truncated-tool-call", self._sequence.cut)
        if not whole:
            self.broken()
            return
        self._check()
        if self._sequence.tools and not truncated:
            self.close("tool_use", None)
        else:
            self.close(stop_reason if truncated else "refusal" if self._refused else "end_turn", None, "".join(self._refused))

    def _settle(self, block: Block) -> None:
        self._sequence.settle(block)
        self._check()

    def _check(self) -> None:
        if self._sequence.stopped is not None and not self.done:
            self.close("stop_sequence", self._sequence.stopped)
