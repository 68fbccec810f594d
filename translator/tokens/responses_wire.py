"""The tokens of a body of POST /v1/responses."""

from typing import Any

from translator.tokens.tally import Tally

Json = dict[str, Any]

# Reasoning of the current turn is given to the model again. Its encrypted form was measured at some five characters a token, after a
# fixed part: one whose length the API told (2112 tokens) took 11 kB.
SEALED_HEAD, SEALED_A_TOKEN = 600, 5.0


def count(body: Json, tally: Tally) -> None:
    """Add everything in the body that the model will read."""
    form = tally.dialect
    instructions = body.get("instructions")
    if instructions:
        tally.add(form.message)
        tally.text(instructions)
    items = body.get("input")
    listed: list[Any] = [{"role": "user", "content": items}] if isinstance(items, str) else items if isinstance(items, list) else []
    turn = max((place for place, item in enumerate(listed) if item.get("role") == "user"), default=-1)
    names: dict[Any, str] = {}
    for place, item in enumerate(listed):
        _item(item, tally, names, place > turn)
        if _parallel(listed, place):
            tally.add(form.parallel)
    tools = [tool for tool in body.get("tools") or () if isinstance(tool, dict)]
    tally.functions([_function(tool) for tool in tools if tool.get("type") == "function"], bool(instructions))
    for tool in tools:
        if tool.get("type") != "function":
            tally.guess(form.search)
    wanted = (body.get("text") or {}).get("format") or {}
    if wanted.get("type") == "json_schema":
        tally.format(wanted.get("name"), wanted.get("schema"))
    tally.add(form.reply)


def _function(tool: Json) -> Json:
    return {name: tool[name] for name in ("name", "description", "parameters") if tool.get(name)}


def _parallel(listed: list[Any], place: int) -> bool:
    """Tell whether the item is one of several calls in a row."""
    near = [listed[other].get("type") for other in (place - 1, place + 1) if 0 <= other < len(listed)]
    return listed[place].get("type") == "function_call" and "function_call" in near


def _item(item: Json, tally: Tally, names: dict[Any, str], in_turn: bool) -> None:
    form = tally.dialect
    match item.get("type", "message"):
        case "message":
            tally.add(form.said if item.get("role") == "assistant" else form.message)
            _content(item.get("content"), tally)
        case "function_call":
            name = f"functions.{item.get('name')}"
            names[item.get("call_id")] = name
            tally.add(form.call)
            tally.text(name)
            tally.text(item.get("arguments"))
        case "function_call_output":
            tally.add(form.result)
            tally.text(names.get(item.get("call_id"), "functions"))
            _content(item.get("output"), tally)
        case "reasoning" if in_turn:
            _reasoning(item, tally)
        case "web_search_call":
            tally.add(form.call)
            tally.text((item.get("action") or {}).get("query"))
        case _:
            pass


def _content(content: object, tally: Tally) -> None:
    if isinstance(content, str):
        tally.text(content)
    elif isinstance(content, list):
        for part in content:
            match part.get("type"):
                case "input_image":
                    tally.image(part.get("image_url"), part.get("detail"))
                case "input_file":
                    tally.file(part.get("file_data") or part.get("file_url"))
                case _:
                    tally.text(part.get("text"))


def _reasoning(item: Json, tally: Tally) -> None:
    sealed = item.get("encrypted_content")
    if isinstance(sealed, str) and sealed:
        tally.guess(max(1, round((len(sealed) - SEALED_HEAD) / SEALED_A_TOKEN)))
    else:
        _content(item.get("content") or item.get("summary"), tally)
