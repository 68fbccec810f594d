"""What LiteLLM's own translation to some providers would lose or break of a request, mended before it translates. Pure.

What each of them is for is shown by tests/providers: the offline backend refuses there what the real one refuses.
"""

from collections.abc import Mapping
from typing import Any

GOOGLE = frozenset(["gemini", "vertex_ai", "vertex_ai_beta"])
MENDED = GOOGLE | {"ollama", "ollama_chat"}
# LiteLLM asks it by OpenAI's own client, which fails at a field that it does not know.
COMPATIBLE = "custom_openai"
NOT_OF_CHAT = ("mcp_servers", "speed", "inference_geo")
# Claude Code's attribution block: no part of the prompt, and other at each start.
ATTRIBUTION = "x-anthropic-billing-header:"
FAILED = "[tool error]"
UNREAD = "[A document stood here, which this model cannot read.]"
# The longest answer of every model that Google still offers; a higher max_tokens fails the request.
GOOGLE_MOST = 65_536
Json = dict[str, Any]


def mend(body: Json, provider: str, most: int | None) -> None:
    """Change a request of the Messages API in place. most: the model's longest answer in tokens, None where it is not known."""
    if provider == COMPATIBLE:
        _fields(body)
    if provider not in MENDED:
        return
    _system(body)
    _tool_choice(body)
    for message in _objects(body.get("messages")):
        if message.get("role") == "system":
            # In the form that the client's own prompt explains; LiteLLM would have the user speak in the operator's name.
            message |= {"role": "user", "content": [{"type": "text", "text": _reminder(message.get("content"))}]}
        for block in _objects(message.get("content")):
            if block.get("type") == "tool_result" and block.get("is_error") is True:
                block["content"] = _failed(block.get("content"))
            if block.get("type") == "document" and provider not in GOOGLE:
                _unread(block)
    if provider in GOOGLE:
        most = most or GOOGLE_MOST
        if isinstance(body.get("max_tokens"), int) and body["max_tokens"] > most:
            body["max_tokens"] = most
        body_tools = body.get("tools")
        if isinstance(body_tools, list):
            body["tools"] = [{**tool, "input_schema": schema(tool["input_schema"])} if _is_function(tool) else tool for tool in body_tools]


def _fields(body: Json) -> None:
    """Leave out what chat completions have not; top_k, which compatible backends take, goes beside what OpenAI's client knows."""
    for name in NOT_OF_CHAT:
        body.pop(name, None)
    if "top_k" in body:
        given = body.get("extra_body")
        body["extra_body"] = {**(given if isinstance(given, dict) else {}), "top_k": body.pop("top_k")}


def _objects(value: object) -> list[Json]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _is_function(tool: object) -> bool:
    return isinstance(tool, dict) and isinstance(tool.get("input_schema"), dict)


def _system(body: Json) -> None:
    """LiteLLM writes the blocks one after the other without so much as a space."""
    if not isinstance(body.get("system"), list):
        return
    texts = [str(block.get("text") or "") for block in _objects(body["system"])]
    kept = [text for text in texts if text and not text.startswith(ATTRIBUTION)]
    body["system"] = "\n\n".join(kept)
    if not kept:
        del body["system"]


def _unread(block: Json) -> None:
    """LiteLLM would send the file as a picture, which Ollama refuses; a text is none of that kind."""
    source = block.get("source")
    if isinstance(source, dict) and source.get("type") in ("base64", "url", "file"):
        block.clear()
        block |= {"type": "text", "text": UNREAD}


def _reminder(content: object) -> str:
    texts = [content] if isinstance(content, str) else [str(block.get("text") or "") for block in _objects(content)]
    said = "\n\n".join(filter(None, texts))
    return f"<system-reminder>\n{said}\n</system-reminder>"


def _tool_choice(body: Json) -> None:
    """A choice can be kept to functions alone: a search that is forced by name would be a function that nobody declared."""
    choice, tools = body.get("tool_choice"), _objects(body.get("tools"))
    functions = [tool for tool in tools if _is_function(tool)]
    named = isinstance(choice, dict) and choice.get("type") == "tool" and all(tool.get("name") != choice.get("name") for tool in functions)
    if isinstance(choice, dict) and (named or not functions):
        del body["tool_choice"]


def _failed(content: object) -> list[Json] | str:
    """A result's content after a word that says that it is an error: there is no field for that."""
    if not isinstance(content, list):
        return f"{FAILED} {content}" if content else FAILED
    first = content[0] if content else None
    if isinstance(first, dict) and first.get("type") == "text":
        return [{**first, "text": f"{FAILED} {first.get('text')}"}, *content[1:]]
    return [{"type": "text", "text": FAILED}, *content]


def schema(given: Any) -> Any:  # noqa: ANN401 (any JSON value)
    """Return a tool's schema as Google's models take it where LiteLLM's own cleaning drops a rule or fails.

    A constant becomes the one value of an enumeration; a list of schemas by place becomes one for every place; a schema that is true,
    which allows anything, becomes one without a rule. The rest LiteLLM cleans.
    """
    if isinstance(given, bool):
        return {}
    if not isinstance(given, Mapping):
        return given
    made = {name: value for name, value in given.items() if name not in ("const", "prefixItems")}
    if isinstance(given.get("const"), str):
        made |= {"type": "string", "enum": [given["const"]]}
    places = given.get("prefixItems") or given.get("items")
    if isinstance(places, list):
        made["items"] = schema(places[0]) if len(places) == 1 else {"anyOf": [schema(one) for one in places]} if places else {}
    elif "items" in given:
        made["items"] = schema(given["items"])
    for name in ("properties", "$defs", "definitions"):
        if isinstance(given.get(name), Mapping):
            made[name] = {key: schema(value) for key, value in given[name].items()}
    for name in ("anyOf", "oneOf", "allOf"):
        if isinstance(given.get(name), list):
            made[name] = [schema(one) for one in given[name]]
    return made
