"""Ollama's own chat: its lines as the API's documentation has them, and what it refuses."""

from __future__ import annotations

import json
from typing import Any

import httpx
import jsonschema
import pytest

from tests.samples import png
from tests.unit.gateway.offline.dialects.files import base64_of

COUNTS = ("total_duration", "load_duration", "prompt_eval_count", "prompt_eval_duration", "eval_count", "eval_duration")
# https://github.com/ollama/ollama/blob/main/docs/api.md
LINE: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["model", "created_at", "message", "done"],
    "properties": {
        "model": {"type": "string"},
        "created_at": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$"},
        "done": {"type": "boolean"},
        "done_reason": {"enum": ["stop", "length", "load", "unload"]},
        "message": {
            "type": "object",
            "additionalProperties": False,
            "required": ["role", "content"],
            "properties": {
                "role": {"const": "assistant"},
                "content": {"type": "string"},
                "thinking": {"type": "string"},
                "tool_calls": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "properties": {
                            "function": {
                                "type": "object",
                                "required": ["name", "arguments"],
                                "properties": {"name": {"type": "string"}, "arguments": {"type": "object"}},
                            }
                        },
                    },
                },
            },
        },
        **{name: {"type": "integer", "minimum": 0} for name in COUNTS},
    },
    "if": {"properties": {"done": {"const": True}}},
    "then": {"required": ["done_reason", *COUNTS]},
}
TOOL = {
    "type": "function",
    "function": {"name": "get_weather", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}},
}


def ask(http: httpx.Client, **more: Any) -> httpx.Response:  # noqa: ANN401 (fields of the request)
    """Ask without any key."""
    request = {"model": "qwen3:8b", "messages": [{"role": "user", "content": "use get_weather"}], **more}
    return http.post("/api/chat", json=request, headers={"authorization": ""})


@pytest.mark.parametrize("more", [{}, {"think": True}, {"tools": [TOOL]}], ids=["text", "thinking", "tool"])
def test_both_forms(http: httpx.Client, more: dict[str, Any]) -> None:
    """Each line has the documented fields alone, only the last is done, and the whole answer says the same."""
    streamed = ask(http, **more)
    assert streamed.headers["content-type"] == "application/x-ndjson"
    lines = [json.loads(line) for line in streamed.text.splitlines()]
    whole = ask(http, stream=False, **more).json()
    for line in [*lines, whole]:
        jsonschema.validate(line, LINE)
    assert [line["done"] for line in lines] == [False] * (len(lines) - 1) + [True]
    assert "".join(line["message"]["content"] for line in lines) == whole["message"]["content"]
    assert bool(whole["message"].get("tool_calls")) == ("tools" in more)
    assert bool(whole["message"].get("thinking")) == ("think" in more)


def test_a_whole_turn_with_a_picture(http: httpx.Client) -> None:
    """A call without an id is answered by its name, and a picture beside the text is seen."""
    messages = [
        {"role": "user", "content": "use get_weather", "images": [base64_of(png(2, 2))]},
        {"role": "assistant", "content": "", "tool_calls": [{"function": {"name": "get_weather", "arguments": {"city": "offline"}}}]},
        {"role": "tool", "tool_name": "get_weather", "content": "sunny"},
    ]
    answer = ask(http, messages=messages, tools=[TOOL], stream=False).json()
    assert "tool_calls" not in answer["message"]
    assert "sunny" in answer["message"]["content"]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"messages": [{"role": "user", "content": [{"type": "text", "text": "x"}]}]}, "cannot unmarshal array"),
        ({"messages": [{"role": "user", "content": "x", "images": ["%%"]}]}, "illegal base64"),
        ({"model": "llama2", "tools": [TOOL]}, "does not support tools"),
        ({"model": "llama3.1:8b", "think": True}, "does not support thinking"),
        ({"model": ""}, "model is required"),
    ],
)
def test_what_is_refused(http: httpx.Client, more: dict[str, Any], said: str) -> None:
    """What Ollama cannot read, or its model cannot do, is 400 with its own words."""
    answer = ask(http, **more)
    assert answer.status_code == 400
    assert said in answer.json()["error"]


def test_what_a_model_can_do(http: httpx.Client) -> None:
    """/api/show tells capabilities, /api/tags the models, and the OpenAI-compatible copy wants no key either."""
    assert "tools" in http.post("/api/show", json={"model": "qwen3:8b"}).json()["capabilities"]
    assert http.get("/ollama/api/tags").json()["models"]
    request = {"model": "llama3.1:8b", "messages": [{"role": "user", "content": "hi"}]}
    assert http.post("/ollama/v1/chat/completions", json=request, headers={"authorization": ""}).status_code == 200
