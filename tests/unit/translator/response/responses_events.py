"""Events and items of the Responses API, written after its reference."""

from typing import Any

Json = dict[str, Any]
USAGE: Json = {
    "input_tokens": 1000,
    "input_tokens_details": {"cached_tokens": 600},
    "output_tokens": 80,
    "output_tokens_details": {"reasoning_tokens": 30},
    "total_tokens": 1080,
}


def numbered(*events: Json) -> list[Json]:
    """Give events their sequence numbers."""
    return [{**event, "sequence_number": number} for number, event in enumerate(events)]


def created() -> list[Json]:
    """How every stream begins."""
    response: Json = {"id": "resp_1", "object": "response", "status": "in_progress", "output": [], "usage": None}
    return [{"type": "response.created", "response": response}, {"type": "response.in_progress", "response": response}]


def completed(output: list[Json], status: str = "completed", **more: object) -> Json:
    """How a stream ends."""
    response = {"id": "resp_1", "object": "response", "status": status, "output": output, "usage": USAGE, "error": None, **more}
    return {"type": f"response.{status}", "response": response}


def message_item(text: str, number: int = 0, annotations: list[Json] | None = None) -> Json:
    """A finished message item."""
    part = {"type": "output_text", "text": text, "annotations": annotations or []}
    return {"id": f"msg_{number}", "type": "message", "status": "completed", "role": "assistant", "content": [part]}


def call_item(arguments: str, number: int = 0, name: str = "Read", status: str = "completed") -> Json:
    """A function call item."""
    return {
        "id": f"fc_{number}",
        "type": "function_call",
        "status": status,
        "arguments": arguments,
        "call_id": f"call_{number}",
        "name": name,
    }


def added(item: Json, index: int) -> Json:
    """output_item.added, with the item still empty."""
    empty = {**item, "status": "in_progress"}
    for name, value in (("content", []), ("arguments", ""), ("summary", []), ("encrypted_content", "")):
        if name in item:
            empty[name] = value
    return {"type": "response.output_item.added", "output_index": index, "item": empty}


def done(item: Json, index: int) -> Json:
    """output_item.done."""
    return {"type": "response.output_item.done", "output_index": index, "item": item}


def text_events(deltas: list[str], index: int = 0, annotations: list[Json] | None = None) -> list[Json]:
    """A message item from its beginning to its end."""
    text = "".join(deltas)
    item = message_item(text, index, annotations)
    where = {"item_id": item["id"], "output_index": index, "content_index": 0}
    return [
        added(item, index),
        {"type": "response.content_part.added", **where, "part": {"type": "output_text", "text": "", "annotations": []}},
        *({"type": "response.output_text.delta", **where, "delta": delta, "logprobs": []} for delta in deltas),
        *(
            {"type": "response.output_text.annotation.added", **where, "annotation_index": number, "annotation": annotation}
            for number, annotation in enumerate(annotations or [])
        ),
        {"type": "response.output_text.done", **where, "text": text, "logprobs": []},
        {"type": "response.content_part.done", **where, "part": item["content"][0]},
        done(item, index),
    ]


def call_events(deltas: list[str], index: int = 0, name: str = "Read") -> list[Json]:
    """A function call from its beginning to its end."""
    item = call_item("".join(deltas), index, name)
    where = {"item_id": item["id"], "output_index": index}
    return [
        added(item, index),
        *({"type": "response.function_call_arguments.delta", **where, "delta": delta} for delta in deltas),
        {"type": "response.function_call_arguments.done", **where, "arguments": item["arguments"], "name": name},
        done(item, index),
    ]


def interleaved(*lanes: list[Json]) -> list[Json]:
    """Events of several items in turn."""
    longest = max(len(lane) for lane in lanes)
    return [lane[at] for at in range(longest) for lane in lanes if at < len(lane)]


REASONING_ITEM: Json = {
    "id": "rs_0",
    "type": "reasoning",
    "summary": [{"type": "summary_text", "text": "First thought."}, {"type": "summary_text", "text": "Second thought."}],
    "encrypted_content": "gAAAA-encrypted",
}


def reasoning_events(item: Json = REASONING_ITEM) -> list[Json]:
    """A reasoning item with its summary parts."""
    made = [added(item, 0)]
    for index, part in enumerate(item["summary"]):
        where = {"item_id": item["id"], "output_index": 0, "summary_index": index}
        head, tail = part["text"][:6], part["text"][6:]
        made += [
            {"type": "response.reasoning_summary_part.added", **where, "part": {"type": "summary_text", "text": ""}},
            {"type": "response.reasoning_summary_text.delta", **where, "delta": head},
            {"type": "response.reasoning_summary_text.delta", **where, "delta": tail},
            {"type": "response.reasoning_summary_text.done", **where, "text": part["text"]},
            {"type": "response.reasoning_summary_part.done", **where, "part": part},
        ]
    return [*made, done(item, 0)]


CITED = "It rained [example](https://example.org/rain)."
ANNOTATION: Json = {
    "type": "url_citation",
    "url": "https://example.org/rain",
    "title": "Rain",
    "start_index": 10,
    "end_index": 45,
}
SEARCH_ITEM: Json = {
    "id": "ws_0",
    "type": "web_search_call",
    "status": "completed",
    "action": {
        "type": "search",
        "query": "rain in Lisbon",
        "sources": [{"type": "url", "url": "https://example.org/rain"}, {"type": "url", "url": "https://example.org/sun"}],
    },
}


def refusal_events(deltas: list[str]) -> list[Json]:
    """A message item that is a refusal."""
    text = "".join(deltas)
    part = {"type": "refusal", "refusal": text}
    item = {"id": "msg_0", "type": "message", "status": "completed", "role": "assistant", "content": [part]}
    where = {"item_id": "msg_0", "output_index": 0, "content_index": 0}
    return [
        added(item, 0),
        {"type": "response.content_part.added", **where, "part": {"type": "refusal", "refusal": ""}},
        *({"type": "response.refusal.delta", **where, "delta": delta} for delta in deltas),
        {"type": "response.refusal.done", **where, "refusal": text},
        {"type": "response.content_part.done", **where, "part": part},
        done(item, 0),
    ]
