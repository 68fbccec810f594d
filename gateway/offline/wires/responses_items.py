"""Parts of an answer → the Responses API's output items, and its usage object."""

from __future__ import annotations

import hashlib
from typing import Any

from gateway.offline.answer import Called, Citation, Part, Said, Searched, Thought
from gateway.offline.usage import Usage
from gateway.offline.wires.wire import new_id

Json = dict[str, Any]


def item_id(part: Part) -> str:
    """A fresh id with the prefix of the part's item type."""
    if isinstance(part, Thought) and part.id:
        return part.id
    return new_id({Said: "msg", Called: "fc", Thought: "rs", Searched: "ws"}[type(part)])


def opening(part: Part, own_id: str) -> Json:
    """The item as response.output_item.added shows it: begun and empty."""
    match part:
        case Called():
            return _call(part, own_id, "in_progress", "")
        case Thought():
            return _reasoning(part, own_id, [])
        case Searched():
            return {"id": own_id, "type": "web_search_call", "status": "in_progress"}
        case Said():
            return {"id": own_id, "type": "message", "status": "in_progress", "role": "assistant", "content": []}


def finished(part: Part, own_id: str, status: str, *, sources: bool = False) -> Json:
    """The item as it stands in the finished response; `sources` says whether a search lists the pages that it found."""
    match part:
        case Called():
            return _call(part, own_id, status, part.arguments)
        case Thought():
            return _reasoning(part, own_id, [{"type": "summary_text", "text": text} for text in part.summary])
        case Searched():
            action: Json = {"type": "search", "query": part.query, "queries": [part.query]}
            if sources:
                action["sources"] = [{"type": "url", "url": page} for page in part.sources]
            return {"id": own_id, "type": "web_search_call", "status": "completed", "action": action}
        case Said():
            inside = [content(part.text, refusal=part.refusal, citations=part.citations)]
            return {"id": own_id, "type": "message", "status": status, "role": "assistant", "content": inside}


def content(text: str, *, refusal: bool, citations: tuple[Citation, ...] = ()) -> Json:
    """One content part of a message item."""
    if refusal:
        return {"type": "refusal", "refusal": text}
    return {"type": "output_text", "text": text, "annotations": [annotation(one) for one in citations], "logprobs": []}


def annotation(citation: Citation) -> Json:
    """A citation as an annotation of a text."""
    where = {"start_index": citation.start, "end_index": citation.end}
    return {"type": "url_citation", **where, "url": citation.url, "title": citation.title}


def usage(used: Usage) -> Json:
    """The usage object; output counts text, calls and reasoning."""
    return {
        "input_tokens": used.input,
        "input_tokens_details": {"cached_tokens": used.cached, "cache_write_tokens": 0},
        "output_tokens": used.output,
        "output_tokens_details": {"reasoning_tokens": used.reasoning},
        "total_tokens": used.input + used.output,
    }


def _reasoning(part: Thought, own_id: str, summary: list[Json]) -> Json:
    item: Json = {"id": own_id, "type": "reasoning", "summary": summary}
    return item if part.encrypted is None else {**item, "encrypted_content": part.encrypted}


def _call(part: Called, own_id: str, status: str, arguments: str) -> Json:
    # From the item's id, since the added and the done event must name the same call.
    call_id = "call_" + hashlib.sha256(own_id.encode()).hexdigest()[:24]
    return {"id": own_id, "type": "function_call", "status": status, "call_id": call_id, "name": part.name, "arguments": arguments}
