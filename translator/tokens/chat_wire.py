"""The tokens of a body of POST /v1/chat/completions."""

from typing import Any

from translator.tokens.tally import Tally

Json = dict[str, Any]
REASONING = ("reasoning", "reasoning_content")


def count(body: Json, tally: Tally) -> None:
    """Add everything in the body that the model will read."""
    form = tally.dialect
    messages = body.get("messages") or []
    names: dict[Any, str] = {}
    for message in messages:
        _message(message, tally, names)
    tools = [tool["function"] for tool in body.get("tools") or () if isinstance(tool, dict) and isinstance(tool.get("function"), dict)]
    system = bool(messages) and messages[0].get("role") in ("system", "developer")
    tally.functions([{name: tool[name] for name in ("name", "description", "parameters") if tool.get(name)} for tool in tools], system)
    if "web_search_options" in body:
        tally.guess(form.search)
    wanted = body.get("response_format") or {}
    if wanted.get("type") == "json_schema":
        tally.format(wanted["json_schema"].get("name"), wanted["json_schema"].get("schema"))
    tally.add(form.reply)


def _message(message: Json, tally: Tally, names: dict[Any, str]) -> None:
    form = tally.dialect
    match message.get("role"):
        case "assistant":
            _assistant(message, tally, names)
        case "tool":
            tally.add(form.result)
            tally.text(names.get(message.get("tool_call_id"), "functions"))
            _content(message.get("content"), tally)
        case _:
            tally.add(form.message)
            _content(message.get("content"), tally)


def _assistant(message: Json, tally: Tally, names: dict[Any, str]) -> None:
    form = tally.dialect
    if message.get("content"):
        tally.add(form.said)
        _content(message["content"], tally)
    for field in REASONING:
        tally.text(message.get(field))
    calls = message.get("tool_calls") or []
    for call in calls:
        function = call.get("function") or {}
        name = f"functions.{function.get('name')}"
        names[call.get("id")] = name
        tally.add(form.call + (form.parallel if len(calls) > 1 else 0))
        tally.text(name)
        tally.text(function.get("arguments"))


def _content(content: object, tally: Tally) -> None:
    if isinstance(content, str):
        tally.text(content)
    elif isinstance(content, list):
        for part in content:
            match part.get("type"):
                case "image_url":
                    image = part.get("image_url") or {}
                    tally.image(image.get("url"), image.get("detail"))
                case "file":
                    tally.file((part.get("file") or {}).get("file_data"))
                case _:
                    tally.text(part.get("text"))
