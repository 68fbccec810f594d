"""Chunks and answers of chat completions → the writer.

https://platform.openai.com/docs/api-reference/chat-streaming, and what OpenAI-compatible backends make of it.
"""

from typing import Any

from translator.notes import Notes
from translator.response import usage
from translator.response.deltas.delta import Deltas
from translator.response.deltas.ending import CUT, EMPTY, ENDS, FAILURES, STOP_REASONS, word
from translator.response.upstream_error import is_error, read
from translator.response.writer import Writer

Chunk = dict[str, Any]


class Reader:
    """feed() every chunk, end() when the stream is over, or whole() for an answer in one piece; the writer has the result."""

    idle: frozenset[bytes] = frozenset()

    def __init__(self, writer: Writer, notes: Notes | None = None) -> None:
        self.writer = writer
        if notes is not None:
            writer.notes = notes
        self._deltas = Deltas(writer)
        self._finish_reason: str | None = None
        self._counted = False

    def feed(self, chunk: Chunk) -> None:
        """Take one chunk."""
        choices = chunk.get("choices")
        if chunk.get("error") or (not choices and is_error(chunk)):
            self._error(chunk.get("error") or chunk)
            return
        if choices:
            choice = choices[0] if len(choices) == 1 else next((one for one in choices if not one.get("index")), None)
            if choice is not None and not choice.get("index"):
                delta = choice.get("delta") or self._message(choice)
                if delta:
                    self._deltas.feed(delta)
                if reason := choice.get("finish_reason"):
                    self._finished(reason, choice)
                if choice.get("usage") is not None:
                    self._usage(choice["usage"])
        if chunk.get("usage") is not None:
            # Usage on its own is the last chunk; some backends count on every chunk as well.
            self._counted = self._usage(chunk["usage"]) and not choices
            if self._counted and self._finish_reason is not None:
                self._finish()
        elif (not choices or self._finish_reason is not None) and (groq := chunk.get("x_groq")):
            if groq.get("error"):
                self._error(groq["error"])
            self._usage(groq.get("usage"))

    def goes_on(self, chunk: Chunk) -> tuple[str, str] | None:
        """Return where a chunk that was just taken has its text, and the text, if those after it may differ from it in that alone."""
        choices = chunk.get("choices")
        if type(choices) is not list or len(choices) != 1 or chunk.get("usage") is not None:
            return None
        choice = choices[0]
        delta = choice.get("delta")
        if type(delta) is not dict or choice.get("index") or choice.get("finish_reason") or choice.get("usage") is not None:
            return None
        return self._deltas.goes_on(delta)

    def more(self, chunk: Chunk, texts: list[str]) -> None:
        """Take further texts, as feed() takes chunks like the last one."""
        self._deltas.more(chunk["choices"][0]["delta"], texts)

    def end(self, said: bool = False) -> None:
        """The stream is over; said: with [DONE]. Without it, and without finish_reason or the last usage, it was cut."""
        if self.writer.done:
            return
        if self._finish_reason is not None or ((said or self._counted) and self._deltas):
            self._finish()
        self.writer.fail("api_error", EMPTY if said else CUT)

    def whole(self, response: Chunk) -> None:
        """Take an answer in one piece."""
        choices = response.get("choices")
        if response.get("error") or not isinstance(choices, list):
            self._error(response.get("error") or response)
            return
        self._usage(response.get("usage"))
        choice = next((one for one in choices if isinstance(one, dict) and not one.get("index")), None)
        if choice is None or not (isinstance(choice.get("message"), dict) or choice.get("finish_reason")):
            self._error((choice or {}).get("error") or EMPTY)
            return
        # Gemini leaves the message out where thinking took all tokens, Azure where its filter did.
        self._deltas.feed(choice.get("message") or {})
        self._finished(choice.get("finish_reason") or "stop", choice)
        self._finish()

    def _message(self, choice: Chunk) -> Chunk | None:
        """Return what a chunk says in a message and not in a delta, None where that was said before.

        Some servers stream a whole answer as their only chunk; MiniMax sends it behind its deltas, Perplexity beside each of them.
        """
        said: Chunk | None = choice.get("message")
        return None if said and self._deltas and ("delta" in choice or choice.get("finish_reason")) else said

    def _usage(self, counts: object) -> bool:
        made = usage.from_chat(counts)
        self.writer.usage(made)
        return made is not None

    def _finished(self, said: object, choice: Chunk) -> None:
        reason = word(said)
        if reason in FAILURES:
            if isinstance(error := choice.get("error"), dict | str):
                self._error(error)
            kind = "overloaded_error" if reason == "insufficient_system_resource" else "api_error"
            self.writer.fail(kind, f"The upstream broke its answer off ({reason}): try again.")
            return
        if choice.get("native_finish_reason") == "model_context_window_exceeded":
            reason = "model_context_window_exceeded"
        # Where the end is told twice, the one that says more counts.
        if self._finish_reason not in STOP_REASONS:
            self._finish_reason = reason
        if self.writer.ending is not None and reason in ENDS:
            self.writer.ending()

    def _finish(self) -> None:
        reason = STOP_REASONS.get(self._finish_reason or "", "end_turn")
        self._deltas.finish(truncated=reason != "end_turn")
        self.writer.finish(reason)

    def _error(self, error: object) -> None:
        told = read(error, self.writer.input_tokens, self.writer.context, self.writer.key_name)
        self.writer.fail(told.kind, told.message, told.status, told.final)
