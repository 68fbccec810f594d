"""An upstream's body, of either wire, read as turns."""

from typing import Any

import orjson

Json = dict[str, Any]
Turn = tuple[str, str, Any]


def turns_of(body: Json, wire: str) -> list[Turn]:
    """Return the conversation as (role, kind, value): text, image, file, call, result, reasoning, search."""
    return _responses(body) if wire == "responses" else _chat(body)


def _parts(content: Any) -> list[tuple[str, Any]]:  # noqa: ANN401 (JSON)
    if content is None:
        return []
    if isinstance(content, str):
        return [("text", content)]
    found: list[tuple[str, Any]] = []
    for part in content:
        match part["type"]:
            case "text" | "input_text" | "output_text":
                found.append(("text", part["text"]))
            case "input_image":
                found.append(("image", part["image_url"]))
            case "image_url":
                found.append(("image", part["image_url"]["url"]))
            case "input_file":
                found.append(("file", part.get("file_data") or part.get("file_url")))
            case "file":
                found.append(("file", part["file"]["file_data"]))
            case other:
                raise AssertionError(other)
    return found


def _role(role: str) -> str:
    return "system" if role == "developer" else role


def _responses(body: Json) -> list[Turn]:
    turns: list[Turn] = [("system", "text", body["instructions"])] if "instructions" in body else []
    for item in body["input"]:
        match item["type"]:
            case "message":
                turns += [(_role(item["role"]), *part) for part in _parts(item["content"])]
            case "function_call":
                turns.append(("assistant", "call", (item["call_id"], item["name"], orjson.loads(item["arguments"]))))
            case "function_call_output":
                parts = _parts(item["output"])
                turns.append(("tool", "result", (item["call_id"], "\n".join(value for kind, value in parts if kind == "text"))))
                turns += [("tool", kind, value) for kind, value in parts if kind != "text"]
            case "reasoning":
                turns.append(("assistant", "reasoning", item))
            case "web_search_call":
                turns.append(("assistant", "search", item["action"]))
            case other:
                raise AssertionError(other)
    return turns


def _chat(body: Json) -> list[Turn]:
    turns: list[Turn] = []
    for item in body["messages"]:
        if item["role"] == "tool":
            turns.append(("tool", "result", (item["tool_call_id"], item["content"])))
            continue
        if item.get("reasoning_content"):
            turns.append(("assistant", "reasoning", item["reasoning_content"]))
        turns += [(_role(item["role"]), *part) for part in _parts(item["content"])]
        for call in item.get("tool_calls", ()):
            turns.append(("assistant", "call", (call["id"], call["function"]["name"], orjson.loads(call["function"]["arguments"]))))
    return turns
