"""Chunks and answers of chat completions → the writer.

https://platform.openai.com/docs/api-reference/chat-streaming, and what OpenAI-compatible backends make of it.
"""

from typing import Any

from translator.notes import Notes
from translator.response import usage
from translator.response.citations import citation_of
from translator.response.deltas.calls import Calls
from translator.response.deltas.ending import CUT, EMPTY, FAILURES, STOP_REASONS, word
from translator.response.deltas.reasoning import FIELDS, Reasoning
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
        self._calls = Calls(writer)
        self._reasoning = Reasoning(writer)
        self._texts = 0
        self._speaking = False
        self._thought = False
        self._said: list[str] = []
        self._cited: dict[str, str] = {}
        self._finish_reason: str | None = None
        self._stop_sequence: str | None = None
        self._counted = False

    def feed(self, chunk: Chunk) -> None:
        """Take one chunk."""
        choices = chunk.get("choices")
        if chunk.get("error") is not None or (not choices and is_error(chunk)):
            self._error(chunk.get("error") or chunk)
            return
        if choices:
            choice = choices[0] if len(choices) == 1 else next((one for one in choices if not one.get("index")), None)
            if choice is not None and not choice.get("index"):
                # Some servers stream a whole answer as their only chunk.
                delta = choice.get("delta") or choice.get("message")
                if delta is not None:
                    content = delta.get("content")
                    # The common chunk: text and nothing else.
                    if type(content) is str and self._speaking and len(delta) <= 1 + ("role" in delta):
                        self._said.append(content)
                        self.writer.text(content, self._texts)
                    else:
                        self._delta(delta)
                if reason := choice.get("finish_reason"):
                    self._finished(reason, choice)
                if choice.get("usage") is not None:
                    self._usage(choice["usage"])
        if chunk.get("usage") is not None:
            # Usage on its own is the last chunk; some backends count on every chunk as well.
            self._counted = self._usage(chunk["usage"]) and not choices
            if self._counted and self._finish_reason is not None:
                self._finish()
        elif not choices and (groq := chunk.get("x_groq")):
            self._usage(groq.get("usage"))

    def end(self, said: bool = False) -> None:
        """The stream is over; said: with [DONE]. Without it, and without finish_reason or the last usage, it was cut."""
        if self.writer.done:
            return
        if self._finish_reason is not None or ((said or self._counted) and self._has_content()):
            self._finish()
        self.writer.fail("api_error", EMPTY if said else CUT)

    def whole(self, response: Chunk) -> None:
        """Take an answer in one piece."""
        choices = response.get("choices")
        if response.get("error") is not None or not isinstance(choices, list):
            self._error(response.get("error") or response)
            return
        self._usage(response.get("usage"))
        choice = next((one for one in choices if isinstance(one, dict) and not one.get("index")), None)
        if choice is None or not isinstance(choice.get("message"), dict):
            self._error((choice or {}).get("error") or EMPTY)
            return
        self._delta(choice["message"])
        self._finished(choice.get("finish_reason") or "stop", choice)
        self._finish()

    def _has_content(self) -> bool:
        return bool(self._texts or self._speaking or self._calls or self._thought)

    def _delta(self, delta: Chunk) -> None:
        if len(delta) == 1 and (fragments := delta.get("tool_calls")):
            self._silent()
            self._calls.feed(fragments)
            return
        for name in delta:
            if name in FIELDS and delta[name]:
                self._thinks()
                self._reasoning.feed(delta)
                break
        content = delta.get("content")
        if isinstance(content, list):
            for part in content:
                self._part(part)
        elif isinstance(content, str) and content:
            self._text(content)
        if isinstance(refusal := delta.get("refusal"), str) and refusal:
            self._speaks()
            self.writer.refusal(refusal, self._texts)
        for annotation in delta.get("annotations") or ():
            self._annotation(annotation)
        if fragments := delta.get("tool_calls"):
            self._silent()
            self._calls.feed(fragments)
        if function := delta.get("function_call"):
            self._silent()
            self._calls.legacy(function)

    def _part(self, part: object) -> None:
        """Take one part of content that is a list (Mistral): text, or thinking in parts of its own."""
        if not isinstance(part, dict):
            return
        if isinstance(text := part.get("text"), str) and text:
            self._text(text)
        thinking = part.get("thinking")
        for inner in thinking if isinstance(thinking, list) else [{"text": thinking}]:
            if isinstance(inner, dict) and isinstance(text := inner.get("text"), str) and text:
                self._thinks()
                self._reasoning.feed({"reasoning_content": text})

    def _text(self, text: str) -> None:
        self._speaks()
        self._said.append(text)
        self.writer.text(text, self._texts)

    def _speaks(self) -> None:
        if not self._speaking:
            self._reasoning.end()
            self._speaking = True

    def _thinks(self) -> None:
        self._thought = True
        self._ends_text()

    def _silent(self) -> None:
        """A tool call goes on: what was said or thought before it is over."""
        self._reasoning.end()
        self._ends_text()

    def _ends_text(self) -> None:
        if self._speaking:
            self._speaking = False
            self.writer.end(self._texts)
            self._texts += 1
            self._said.clear()

    def _annotation(self, annotation: object) -> None:
        citation = citation_of(annotation, "".join(self._said))
        if citation is not None:
            self._cited.setdefault(citation["url"], citation["title"] or "")
            self.writer.citation(citation, self._texts)

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
        # vLLM and SGLang name the stop sequence that ended the answer; where there is but one, it needs no name.
        only = self.writer.stop[0] if reason == "stop_sequence" and len(self.writer.stop) == 1 else None
        for met in (choice.get("stop_reason"), choice.get("matched_stop"), only):
            if isinstance(met, str) and met in self.writer.stop:
                self._stop_sequence = met
        if choice.get("native_finish_reason") == "model_context_window_exceeded":
            reason = "model_context_window_exceeded"
        # Where the end is told twice, the one that says more counts.
        if self._finish_reason not in STOP_REASONS:
            self._finish_reason = reason

    def _finish(self) -> None:
        self._reasoning.end()
        reason = STOP_REASONS.get(self._finish_reason or "", "end_turn")
        self._calls.finish(truncated=reason != "end_turn")
        if self._cited and self.writer.search_query is not None:
            # The chat wire shows no searches, only what they were good for.
            self._silent()
            self.writer.search("chat", self.writer.search_query, [{"url": url, "title": title} for url, title in self._cited.items()])
            self.writer.notes.add("search-results-from-citations")
        self.writer.finish(reason, self._stop_sequence)

    def _error(self, error: object) -> None:
        told = read(error, self.writer.input_tokens)
        self.writer.fail(told.kind, told.message, told.status)
