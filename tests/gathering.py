"""What a client makes of a stream's events."""

import json
from collections.abc import Iterable
from typing import Any

Json = dict[str, Any]


def blocks(events: Iterable[Json]) -> list[Json]:
    """Put the content together as a client does; a tool's input that is no JSON stays text under "json"."""
    made: list[Json] = []
    for event in events:
        if event["type"] == "content_block_start":
            made.append(dict(event["content_block"]))
        elif event["type"] == "content_block_delta":
            _add(made[event["index"]], event["delta"])
    for block in made:
        try:
            block["input"] = json.loads(block["json"])
        except (KeyError, ValueError):
            continue
        del block["json"]
    return made


def _add(block: Json, delta: Json) -> None:
    match delta["type"]:
        case "text_delta":
            block["text"] += delta["text"]
        case "thinking_delta":
            block["thinking"] += delta["thinking"]
        case "signature_delta":
            block["signature"] = delta["signature"]
        case "input_json_delta":
            block["json"] = block.get("json", "") + delta["partial_json"]
        case "citations_delta":
            block.setdefault("citations", []).append(delta["citation"])
