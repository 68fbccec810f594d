"""generateContent: its answers have the documented fields alone, and what Google refuses is refused."""

from __future__ import annotations

import json
from typing import Any

import httpx
import jsonschema
import pytest

from tests.samples import pdf, png
from tests.unit.gateway.offline.dialects.files import base64_of

GEMINI = "/v1beta/models/{model}"
VERTEX = "/v1/projects/p/locations/us-central1/publishers/google/models/{model}"


def _closed(required: str = "", **properties: Any) -> dict[str, Any]:  # noqa: ANN401 (schemas)
    return {"type": "object", "additionalProperties": False, "required": required.split(), "properties": properties}


_TEXT, _COUNT = {"type": "string"}, {"type": "integer", "minimum": 0}
_MODALITIES = {
    "type": "array",
    "items": _closed("modality tokenCount", modality={"enum": ["TEXT", "IMAGE", "DOCUMENT"]}, tokenCount=_COUNT),
}
# https://ai.google.dev/api/generate-content
RESPONSE = _closed(
    "candidates usageMetadata modelVersion responseId",
    modelVersion=_TEXT,
    responseId=_TEXT,
    usageMetadata=_closed(
        "promptTokenCount candidatesTokenCount totalTokenCount",
        **dict.fromkeys(
            ["promptTokenCount", "candidatesTokenCount", "totalTokenCount", "thoughtsTokenCount", "cachedContentTokenCount"], _COUNT
        ),
        promptTokensDetails=_MODALITIES,
        cacheTokensDetails=_MODALITIES,
    ),
    candidates={
        "type": "array",
        "minItems": 1,
        "items": _closed(
            "content index",
            index=_COUNT,
            finishReason={"enum": ["STOP", "MAX_TOKENS", "SAFETY"]},
            content=_closed(
                "parts role",
                role={"const": "model"},
                parts={
                    "type": "array",
                    "items": _closed(
                        text=_TEXT,
                        thought={"type": "boolean"},
                        thoughtSignature=_TEXT,
                        functionCall=_closed("name args", name=_TEXT, args={"type": "object"}),
                    ),
                },
            ),
            groundingMetadata=_closed(
                "groundingChunks webSearchQueries",
                webSearchQueries={"type": "array", "items": _TEXT},
                searchEntryPoint=_closed(renderedContent=_TEXT),
                groundingChunks={"type": "array", "items": _closed("web", web=_closed("uri title", uri=_TEXT, title=_TEXT))},
                groundingSupports={
                    "type": "array",
                    "items": _closed(
                        "segment groundingChunkIndices",
                        segment=_closed("endIndex text", startIndex=_COUNT, endIndex=_COUNT, text=_TEXT),
                        groundingChunkIndices={"type": "array", "items": _COUNT},
                    ),
                },
            ),
        ),
    },
)
PARAMETERS: dict[str, Any] = {"type": "OBJECT", "properties": {"city": {"type": "STRING"}}, "required": ["city"]}
THOUGHTS = {"generationConfig": {"thinkingConfig": {"includeThoughts": True}}}


def tools(parameters: dict[str, Any] = PARAMETERS, name: str = "get_weather") -> dict[str, Any]:
    """One function."""
    return {"tools": [{"functionDeclarations": [{"name": name, "parameters": parameters}]}]}


def ask(http: httpx.Client, *contents: Any, model: str = "gemini-3.8-flash", stream: bool = False, **more: Any) -> httpx.Response:  # noqa: ANN401
    """Ask with a key."""
    path = GEMINI.format(model=model) + (":streamGenerateContent?alt=sse" if stream else ":generateContent")
    said = list(contents) or [user({"text": "use get_weather"})]
    return http.post(path, json={"contents": said, **more}, headers={"x-goog-api-key": "k"})


def user(*parts: Any) -> dict[str, Any]:  # noqa: ANN401 (parts of a content)
    """What the user said."""
    return {"role": "user", "parts": list(parts)}


@pytest.mark.parametrize("more", [{}, THOUGHTS, tools(), {"tools": [{"googleSearch": {}}]}], ids=["text", "thoughts", "tool", "search"])
def test_both_forms(http: httpx.Client, more: dict[str, Any]) -> None:
    """The whole answer and each one of the stream have the documented fields alone; the last says why it ended."""
    whole = ask(http, **more).json()
    streamed = ask(http, stream=True, **more)
    chunks = [json.loads(line[6:]) for line in streamed.text.splitlines() if line.startswith("data: ")]
    for chunk in [whole, *chunks]:
        jsonschema.validate(chunk, RESPONSE)
    assert ["finishReason" in chunk["candidates"][0] for chunk in chunks] == [False] * (len(chunks) - 1) + [True]
    parts = whole["candidates"][0]["content"]["parts"]
    assert any("functionCall" in part for part in parts) == ("functionDeclarations" in str(more))
    assert any(part.get("thought") for part in parts) == (more is THOUGHTS)
    assert ("groundingMetadata" in whole["candidates"][0]) == ("googleSearch" in str(more))


def test_a_signed_call_is_taken_back(http: httpx.Client) -> None:
    """Gemini 3 signs its first call and wants the signature back; a client that has none may say so."""
    made = ask(http, **tools()).json()["candidates"][0]["content"]
    answered = user({"functionResponse": {"name": "get_weather", "response": {"result": "sunny"}}})
    asked = user({"text": "use get_weather"})
    done = ask(http, asked, made, answered, **tools())
    assert "sunny" in done.json()["candidates"][0]["content"]["parts"][-1]["text"]
    unsigned: dict[str, Any] = {"role": "model", "parts": [{"functionCall": made["parts"][0]["functionCall"]}]}
    assert "missing a thought_signature" in ask(http, asked, unsigned, answered, **tools()).text
    assert ask(http, asked, unsigned, answered, model="gemini-2.5-pro", **tools()).status_code == 200
    unsigned["parts"][0]["thoughtSignature"] = "skip_thought_signature_validator"
    assert ask(http, asked, unsigned, answered, **tools()).status_code == 200


def test_files_are_seen(http: httpx.Client) -> None:
    """A picture and a document are taken; a picture under a wrong name is not."""
    image = {"inlineData": {"mimeType": "image/png", "data": base64_of(png(2, 2))}}
    document = {"inline_data": {"mime_type": "application/pdf", "data": base64_of(pdf("Alpha"))}}
    assert ask(http, user(image, document, {"text": "What is in them?"})).status_code == 200
    image["inlineData"]["mimeType"] = "image/jpeg"
    assert ask(http, user(image)).status_code == 400


def _closed_object(**more: Any) -> dict[str, Any]:  # noqa: ANN401 (fields of a schema)
    return {**PARAMETERS, "properties": {"city": {"type": "STRING", **more}}}


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (tools({**PARAMETERS, "additionalProperties": False}), 'Unknown name "additionalProperties" at '),
        (tools({**PARAMETERS, "$schema": "x"}), 'Unknown name "$schema" at '),
        (tools(_closed_object(const="x")), "parameters.properties[0].value': Cannot find field."),
        (tools(_closed_object(format="uri")), "only 'enum' and 'date-time' are supported for STRING type"),
        (tools(_closed_object(type=["STRING", "NULL"])), "Proto field is not repeating"),
        (tools(_closed_object(type="ARRAY")), "items: missing field"),
        (tools({**PARAMETERS, "required": ["town"]}), "property is not defined"),
        (tools(name="9x"), "Invalid function name"),
        ({"topP": 1}, 'Unknown name "topP"'),
        ({"generationConfig": {"effort": "low"}}, 'Unknown name "effort"'),
        ({"tools": [{"googleSearch": {}}, *tools()["tools"]]}, "Tool use with function calling is unsupported"),
    ],
)
def test_what_is_refused(http: httpx.Client, more: dict[str, Any], said: str) -> None:
    """What is no field of Google's, or has a value that it does not take, fails the request with its words."""
    answer = ask(http, **more)
    assert answer.status_code == 400
    assert answer.json()["error"]["status"] == "INVALID_ARGUMENT"
    assert said in answer.json()["error"]["message"]


def test_default_is_a_field(http: httpx.Client) -> None:
    """default and date-time are taken."""
    assert ask(http, **tools(_closed_object(default="x", format="date-time"))).status_code == 200


def test_keys_and_tokens(http: httpx.Client) -> None:
    """The Gemini API wants a key, Vertex AI a token that the token endpoint gave."""
    request = {"contents": [user({"text": "hi"})]}
    path = GEMINI.format(model="gemini-3.8-flash") + ":generateContent"
    assert http.post(path, json=request).status_code == 403
    assert http.post(f"{path}?key=k", json=request).status_code == 200
    path = VERTEX.format(model="gemini-3.8-flash") + ":generateContent"
    assert http.post(path, json=request, headers={"authorization": "Bearer sk-own"}).status_code == 401
    grant = {"grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion": "x"}
    token = http.post("/token", data=grant).json()["access_token"]
    assert http.post(path, json=request, headers={"authorization": f"Bearer {token}"}).status_code == 200
    assert http.post("/token", data={"grant_type": "password"}).status_code == 400
