"""Parts of an answer → the Responses API's output items, and its usage object."""

from __future__ import annotations

import hashlib
from typing import Any

from gateway.offline.answer import Answer, Called, Part, Said, Thought, tokens
from gateway.offline.wires.wire import new_id

Json = dict[str, Any]


def item_id(part: Part) -> str:
    """A fresh id with the prefix of the part's item type."""
    return new_id({Said: "msg", Called: "fc", Thought: "rs"}[type(part)])


def opening(part: Part, own_id: str) -> Json:
    """The item as response.output_item.added shows it: begun and empty."""
    match part:
        case Called():
            return _call(part, own_id, "in_progress", "")
        case Thought():
            return {"id": own_id, "type": "reasoning", "summary": [], "encrypted_content": None}
        case Said():
            return {"id": own_id, "type": "message", "status": "in_progress", "role": "assistant", "content": []}


def finished(part: Part, own_id: str, status: str) -> Json:
    """The item as it stands in the finished response."""
    match part:
        case Called():
            return _call(part, own_id, status, part.arguments)
        case Thought():
            summary = [{"type": "summary_text", "text": text} for text in part.summary]
            return {"id": own_id, "type": "reasoning", "summary": summary, "encrypted_content": part.encrypted}
        case Said():
            inside = [content(part.text, refusal=part.refusal)]
            return {"id": own_id, "type": "message", "status": status, "role": "assistant", "content": inside}


def content(text: str, *, refusal: bool) -> Json:
    """One content part of a message item."""
    if refusal:
        return {"type": "refusal", "refusal": text}
    return {"type": "output_text", "text": text, "annotations": [], "logprobs": []}


def usage(answer: Answer, input_tokens: int) -> Json:
    """The usage object; output counts text, calls and reasoning."""
    reasoning = tokens(answer.reasoning_chars)
    output = tokens(answer.output_chars) + reasoning
    return {
        "input_tokens": input_tokens,
        "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
        "output_tokens": output,
        "output_tokens_details": {"reasoning_tokens": reasoning},
        "total_tokens": input_tokens + output,
    }


def _call(part: Called, own_id: str, status: str, arguments: str) -> Json:
    # From the item's id, since the added and the done event must name the same call.
    call_id = "call_" + hashlib.sha256(own_id.encode()).hexdigest()[:24]
    return {"id": own_id, "type": "function_call", "status": status, "call_id": call_id, "name": part.name, "arguments": arguments}
