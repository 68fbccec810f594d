"""What the Gemini API and Vertex AI refuse of a request, in their own words.

Sources: https://ai.google.dev/api/generate-content, https://ai.google.dev/gemini-api/docs/{function-calling,thought-signatures}, and the
errors that the API answers in practice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gateway.offline import media, seal
from gateway.offline.conversation import Json
from gateway.offline.dialects.google_request import get, listed
from gateway.offline.dialects.google_schemas import unknown, wrong
from gateway.offline.errors import ApiError

_TOP = "contents tools toolConfig safetySettings systemInstruction generationConfig cachedContent serviceTier store".split()
_PART = (
    "text inlineData fileData functionCall functionResponse executableCode codeExecutionResult thought thoughtSignature videoMetadata "
    "mediaResolution partMetadata toolCall toolResponse"
).split()
_DATA = _PART[:7] + _PART[11:]
_CONFIG = (
    "stopSequences responseMimeType responseSchema responseJsonSchema responseModalities candidateCount maxOutputTokens temperature topP "
    "topK seed presencePenalty frequencyPenalty responseLogprobs logprobs enableEnhancedCivicAnswers speechConfig thinkingConfig "
    "imageConfig mediaResolution"
).split()
_TOOL = "functionDeclarations googleSearch googleSearchRetrieval codeExecution urlContext computerUse fileSearch googleMaps".split()
_FUNCTION = "name description parameters parametersJsonSchema response responseJsonSchema behavior".split()
_NAME = re.compile(r"[A-Za-z_][\w.:-]{0,127}")
_MOST = 65_536
# Words by which a client says that it has no signature of the model's own to give back.
_UNSIGNED = ("skip_thought_signature_validator", "context_engineering_is_the_way_to_go")
_COUNT = "Please ensure that the number of function response parts is equal to the number of function call parts of the function call turn."
_ORDER = "Please ensure that function call turn comes immediately after a user turn or after a function response turn."


def refuse(body: Json, model: str, *, vertex: bool) -> None:
    """Raise ApiError 400 with all that is wrong, as Google lists it."""
    faults = [*_names(body, vertex=vertex)]
    if not faults:
        faults = [f"* GenerateContentRequest.{fault}" for fault in _values(body)]
    if not faults:
        faults = [*_history(listed(body, "contents"), model)]
    if faults:
        raise ApiError(400, "\n".join(faults))


def _names(body: Json, *, vertex: bool) -> Iterator[str]:
    yield from _strangers(body, [*_TOP, "labels"] if vertex else _TOP, "")
    yield from _strangers(get(body, "generationConfig"), _CONFIG, "generation_config")
    for number, content in enumerate(listed(body, "contents")):
        yield from _strangers(content, ["role", "parts"], f"contents[{number}]")
        for place, part in enumerate(listed(content, "parts")):
            yield from _strangers(part, _PART, f"contents[{number}].parts[{place}]")
    for number, tool in enumerate(listed(body, "tools")):
        yield from _strangers(tool, _TOOL, f"tools[{number}]")
        for place, function in enumerate(listed(tool, "functionDeclarations")):
            where = f"tools[{number}].function_declarations[{place}]"
            yield from _strangers(function, _FUNCTION, where)
            if get(function, "parameters") is not None:
                yield from unknown(get(function, "parameters"), f"{where}.parameters", vertex=vertex)


def _strangers(holder: object, known: list[str], place: str) -> Iterator[str]:
    at = f" at '{place}'" if place else ""
    for name in holder if isinstance(holder, dict) else ():
        if re.sub(r"_([a-z])", lambda found: found[1].upper(), name) not in known:
            yield f'Invalid JSON payload received. Unknown name "{name}"{at}: Cannot find field.'


def _values(body: Json) -> Iterator[str]:
    contents = listed(body, "contents")
    if not contents:
        yield "contents: contents is not specified"
    for number, content in enumerate(contents):
        if content.get("role", "user") not in ("user", "model", "function"):
            yield f"contents[{number}].role: Please use a valid role: user, model."
        if not listed(content, "parts"):
            yield f"contents[{number}].parts: contents.parts must not be empty."
        for place, part in enumerate(listed(content, "parts")):
            yield from _part(part, f"contents[{number}].parts[{place}]")
    limit = get(get(body, "generationConfig"), "maxOutputTokens")
    if isinstance(limit, int) and limit > _MOST:
        yield f"generation_config.max_output_tokens: {limit} is not in the supported range from 1 (inclusive) to {_MOST + 1} (exclusive)."
    names: set[str] = set()
    tools = listed(body, "tools")
    for number, tool in enumerate(tools):
        for place, function in enumerate(listed(tool, "functionDeclarations")):
            where, name = f"tools[{number}].function_declarations[{place}]", str(function.get("name"))
            if not _NAME.fullmatch(name):
                yield f"{where}.name: Invalid function name. Must start with a letter or an underscore."
            if name in names:
                yield f"{where}.name: Duplicate function declaration found: {name}"
            names.add(name)
            if isinstance(get(function, "parameters"), dict):
                yield from wrong(get(function, "parameters"), f"{where}.parameters")
    allowed = get(get(get(body, "toolConfig"), "functionCallingConfig"), "allowedFunctionNames") or []
    if not names and get(body, "toolConfig"):
        yield "tool_config.function_calling_config: Function calling config is set without function_declarations."
    elif set(allowed) - names:
        yield "tool_config.function_calling_config.allowed_function_names: should be a subset of function_declarations.name."
    if names and any(get(tool, "googleSearch") is not None for tool in tools):
        yield "tools: Tool use with function calling is unsupported"


def _part(part: Json, place: str) -> Iterator[str]:
    if not any(get(part, name) not in (None, "") for name in _DATA):
        yield f"{place}.data: required oneof field 'data' must have one initialized field"
    data = get(part, "inlineData")
    if isinstance(data, dict):
        raw = media.decoded(str(data.get("data")))
        if raw is None:
            yield f"{place}.inline_data.data: Base64 decoding failed."
        elif str(get(data, "mimeType")).startswith("image/") and media.image_kind(raw) != get(data, "mimeType"):
            yield f"{place}.inline_data: Unable to process input image."


def _history(contents: list[Json], model: str) -> Iterator[str]:
    """Calls and their answers; where the model needs its signatures, those since the user last spoke."""
    asked, before = 0, "user"
    spoke = max((number for number, content in enumerate(contents) if _speaks(content)), default=-1)
    for number, content in enumerate(contents):
        calls = [part for part in listed(content, "parts") if get(part, "functionCall")]
        answers = [part for part in listed(content, "parts") if get(part, "functionResponse")]
        if answers and len(answers) != asked:
            yield _COUNT
        if calls and before == "model":
            yield _ORDER
        if asked and not answers:
            yield _COUNT
        asked, before = len(calls), str(content.get("role", "user"))
        if calls and model.startswith("gemini-3") and number > spoke:
            yield from _signature(calls[0], model, number)


def _speaks(content: Json) -> bool:
    return content.get("role") != "model" and any(part.get("text") for part in listed(content, "parts"))


def _signature(part: Json, model: str, number: int) -> Iterator[str]:
    signature = get(part, "thoughtSignature")
    name = get(part, "functionCall").get("name")
    if not signature:
        yield (
            "Function call is missing a thought_signature in functionCall parts. This is required for tools to work correctly, and missing "
            f"thought_signature may lead to degraded model performance. Additional data, function call `default_api:{name}` , position "
            f"{number + 1}."
        )
    elif signature not in _UNSIGNED and not _is_unsigned(str(signature)) and not seal.genuine(str(signature), model):
        yield "Thought signature is not valid."


def _is_unsigned(signature: str) -> bool:
    raw = media.decoded(signature)
    return raw is not None and raw.decode("utf-8", "replace") in _UNSIGNED
