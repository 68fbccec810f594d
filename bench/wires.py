"""What the mock upstream answers, on each wire, as bytes made once: a whole answer, and a stream's opening, pieces and closing.

The third wire, messages, is the Messages API itself: what nginx alone passes through, so that the same client reads every system.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

MODEL = "gpt-5-2025-08-07"
USAGE_IN, USAGE_OUT = 20000, 200
CHUNKS = 200
WORDS: tuple[str, ...] = tuple(f"word{number:03d} " for number in range(CHUNKS))
TEXT = "".join(WORDS)


@dataclass(frozen=True)
class Wire:
    """One API of an upstream.

    path: below the base address, which ends in /v1. whole: an answer that is not streamed.
    piece: number (from 0) and text (without characters that JSON escapes) to one event; closing: all the text to the last events.
    """

    path: str
    whole: bytes
    opening: bytes
    piece: Callable[[int, bytes], bytes]
    closing: Callable[[str], bytes]

    def stream(self) -> bytes:
        """Return a whole stream of CHUNKS pieces."""
        pieces = b"".join(self.piece(number, word.encode()) for number, word in enumerate(WORDS))
        return self.opening + pieces + self.closing(TEXT)


def _json(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def _named(*events: dict[str, Any]) -> bytes:
    return b"".join(b"event: %s\ndata: %s\n\n" % (event["type"].encode(), _json(event)) for event in events)


def _response(status: str, output: list[Any]) -> dict[str, Any]:
    usage = {
        "input_tokens": USAGE_IN,
        "input_tokens_details": {"cached_tokens": 19000},
        "output_tokens": USAGE_OUT,
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": USAGE_IN + USAGE_OUT,
    }
    return {
        "id": "resp_bench",
        "object": "response",
        "created_at": 1760000000,
        "status": status,
        "background": False,
        "error": None,
        "incomplete_details": None,
        "instructions": None,
        "max_output_tokens": 32000,
        "model": MODEL,
        "output": output,
        "parallel_tool_calls": True,
        "previous_response_id": None,
        "reasoning": {"effort": "high", "summary": "detailed"},
        "store": False,
        "temperature": 1.0,
        "text": {"format": {"type": "text"}, "verbosity": "medium"},
        "tool_choice": "auto",
        "tools": [],
        "top_p": 1.0,
        "truncation": "disabled",
        "usage": usage if status == "completed" else None,
        "user": None,
        "metadata": {},
    }


def _item(text: str, status: str) -> dict[str, Any]:
    content = [_part(text)] if status == "completed" else []
    return {"id": "msg_bench", "type": "message", "status": status, "role": "assistant", "content": content}


def _part(text: str) -> dict[str, Any]:
    return {"type": "output_text", "text": text, "annotations": [], "logprobs": []}


_AT = {"item_id": "msg_bench", "output_index": 0, "content_index": 0}


def _responses_piece(number: int, text: bytes) -> bytes:
    return (
        b'event: response.output_text.delta\ndata: {"type":"response.output_text.delta","sequence_number":%d,"item_id":"msg_bench",'
        b'"output_index":0,"content_index":0,"delta":"%s","logprobs":[],"obfuscation":"tKq3fYb2Zx"}\n\n' % (number + 4, text)
    )


def _responses_closing(text: str) -> bytes:
    item = _item(text, "completed")
    return _named(
        {"type": "response.output_text.done", "sequence_number": CHUNKS + 4, **_AT, "text": text, "logprobs": []},
        {"type": "response.content_part.done", "sequence_number": CHUNKS + 5, **_AT, "part": _part(text)},
        {"type": "response.output_item.done", "sequence_number": CHUNKS + 6, "output_index": 0, "item": item},
        {"type": "response.completed", "sequence_number": CHUNKS + 7, "response": _response("completed", [item])},
    )


RESPONSES = Wire(
    "responses",
    _json(_response("completed", [_item(TEXT, "completed")])),
    _named(
        {"type": "response.created", "sequence_number": 0, "response": _response("in_progress", [])},
        {"type": "response.in_progress", "sequence_number": 1, "response": _response("in_progress", [])},
        {"type": "response.output_item.added", "sequence_number": 2, "output_index": 0, "item": _item("", "in_progress")},
        {"type": "response.content_part.added", "sequence_number": 3, **_AT, "part": _part("")},
    ),
    _responses_piece,
    _responses_closing,
)


def _chat(kind: str, choices: list[Any], usage: bool) -> dict[str, Any]:
    counted = {
        "prompt_tokens": USAGE_IN,
        "completion_tokens": USAGE_OUT,
        "total_tokens": USAGE_IN + USAGE_OUT,
        "prompt_tokens_details": {"cached_tokens": 19000, "audio_tokens": 0},
        "completion_tokens_details": {"reasoning_tokens": 0, "audio_tokens": 0},
    }
    head = {"id": "chatcmpl-bench", "object": kind, "created": 1760000000, "model": MODEL, "system_fingerprint": None}
    return {**head, "choices": choices, "usage": counted if usage else None}


def _chat_event(delta: dict[str, Any], finish: str | None) -> bytes:
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
    return b"data: %s\n\n" % _json(_chat("chat.completion.chunk", [choice], usage=False))


_CHAT_BEFORE, _CHAT_AFTER = _chat_event({"content": "*"}, None).split(b"*")


def _chat_piece(number: int, text: bytes) -> bytes:
    del number
    return _CHAT_BEFORE + text + _CHAT_AFTER


def _chat_closing(text: str) -> bytes:
    del text
    return _chat_event({}, "stop") + b"data: %s\n\ndata: [DONE]\n\n" % _json(_chat("chat.completion.chunk", [], usage=True))


_ANSWER = {"index": 0, "message": {"role": "assistant", "content": TEXT, "refusal": None}, "logprobs": None, "finish_reason": "stop"}
CHAT = Wire(
    "chat/completions",
    _json(_chat("chat.completion", [_ANSWER], usage=True)),
    _chat_event({"role": "assistant", "content": "", "refusal": None}, None),
    _chat_piece,
    _chat_closing,
)


def _message(content: list[Any], stop: str | None, output: int) -> dict[str, Any]:
    usage = {"input_tokens": 1000, "cache_read_input_tokens": 19000, "output_tokens": output}
    head = {"id": "msg_bench", "type": "message", "role": "assistant", "model": "claude-bench"}
    return {**head, "content": content, "stop_reason": stop, "stop_sequence": None, "usage": usage}


def _messages_piece(number: int, text: bytes) -> bytes:
    del number
    return (
        b'event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"%s"}}\n\n' % text
    )


def _messages_closing(text: str) -> bytes:
    del text
    return _named(
        {"type": "content_block_stop", "index": 0},
        {"type": "message_delta", "delta": {"stop_reason": "end_turn", "stop_sequence": None}, "usage": {"output_tokens": USAGE_OUT}},
        {"type": "message_stop"},
    )


MESSAGES = Wire(
    "messages",
    _json(_message([{"type": "text", "text": TEXT}], "end_turn", USAGE_OUT)),
    _named(
        {"type": "message_start", "message": _message([], None, 1)},
        {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
    ),
    _messages_piece,
    _messages_closing,
)
WIRES: tuple[Wire, ...] = (RESPONSES, CHAT, MESSAGES)
