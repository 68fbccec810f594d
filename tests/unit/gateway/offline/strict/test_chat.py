"""What the strict backend refuses and takes on chat completions, of OpenAI's models and of compatible ones."""

from __future__ import annotations

import pytest

from gateway.offline.strict.chat_table import COMPAT_RULES, RULES
from tests.unit.gateway.offline.strict.bodies import (
    IMAGE,
    LONG,
    NO_PDF,
    PDF,
    SCHEMA,
    Json,
    chat_call,
    chat_result,
    nested,
    refusal,
    say,
    taken,
    unused,
)

PLAIN, FIVE, TWO, COMPAT = "gpt-4.1", "gpt-5", "gpt-5.2", "compat-small"


def body(*messages: Json, **fields: object) -> Json:
    """A request; None leaves a field out."""
    given = {"model": PLAIN, "messages": list(messages) or [say("hi")], **fields}
    return {name: value for name, value in given.items() if value is not None}


def image(url: str) -> Json:
    """An image part."""
    return {"type": "image_url", "image_url": {"url": url}}


def file(data: str) -> Json:
    """A file part."""
    return {"type": "file", "file": {"filename": "a.pdf", "file_data": data}}


USE_OTHER = "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."
UNANSWERED = "The following tool_call_ids did not have response messages: call_1"
REFUSED: list[tuple[Json, str | None, str | None, str]] = [
    (body(thinking={}), "thinking", "unknown_parameter", "Unknown parameter: 'thinking'."),
    (body(include=[]), "include", "unknown_parameter", "Unknown parameter: 'include'."),
    (body(top_k=1), "top_k", "unknown_parameter", "Unknown parameter: 'top_k'."),
    (body(messages=None), "messages", "missing_required_parameter", "Missing required parameter: 'messages'."),
    (body(messages=[]), "messages", "empty_array", "Expected an array with minimum length 1"),
    (body(max_completion_tokens="1"), "max_completion_tokens", "invalid_type", "expected an integer, but got a string instead."),
    (body(model=FIVE, max_tokens=100), "max_tokens", "unsupported_parameter", USE_OTHER),
    (
        body(max_tokens=50_000),
        "max_tokens",
        "invalid_value",
        "max_tokens is too large: 50000. This model supports at most 32768 completion tokens, whereas you provided 50000.",
    ),
    (body(model="gpt-4o-mini", max_completion_tokens=16_385), "max_completion_tokens", "invalid_value", "at most 16384 completion tokens"),
    (body(max_tokens=0), "max_tokens", "integer_below_min_value", "Expected a value >= 1, but got 0 instead."),
    (body(max_tokens=5, max_completion_tokens=5), "max_tokens", "invalid_parameter_combination", "at the same time"),
    (body(reasoning_effort="low"), None, None, "Unrecognized request argument supplied: reasoning_effort"),
    (body(model=FIVE, reasoning_effort="none"), "reasoning_effort", "unsupported_value", "'minimal', 'low', 'medium', and 'high'."),
    (body(model=FIVE, reasoning_effort="much"), "reasoning_effort", "invalid_value", "Invalid value: 'much'."),
    (body(model="gpt-5.6", reasoning_effort="max"), "reasoning_effort", "unsupported_value", "does not support 'max'"),
    (body(model=TWO, reasoning_effort="max"), "reasoning_effort", "unsupported_value", "'high', and 'xhigh'."),
    (
        body(model="o4-mini", tools=[nested()], parallel_tool_calls=False),
        "parallel_tool_calls",
        "unsupported_parameter",
        "Unsupported parameter: 'parallel_tool_calls' is not supported with this model.",
    ),
    (body(model="gpt-5.4", reasoning_effort="low", tools=[nested()]), "reasoning_effort", None, "Function tools with reasoning_effort"),
    (body(model="gpt-5.6", tools=[nested()]), "reasoning_effort", None, "use /v1/responses or set reasoning_effort to 'none'."),
    (
        body(model=FIVE, temperature=0.5),
        "temperature",
        "unsupported_value",
        "Unsupported value: 'temperature' does not support 0.5 with this model. Only the default (1) value is supported.",
    ),
    (body(model=FIVE, top_p=0.5), "top_p", "unsupported_parameter", "'top_p' is not supported with this model."),
    (body(temperature=-1), "temperature", "decimal_below_min_value", "below minimum value"),
    (body(model=FIVE, stop=["x"]), "stop", "unsupported_parameter", "Unsupported parameter: 'stop' is not supported with this model."),
    (
        body(stop=list("abcde")),
        "stop",
        "array_above_max_length",
        "Invalid 'stop': array too long. Expected an array with maximum length 4, but got an array with length 5 instead.",
    ),
    (body(stream_options={"include_usage": True}), "stream_options", None, "only allowed when 'stream' is enabled."),
    (body(user=LONG), "user", "string_above_max_length", "Invalid 'user': string too long."),
    (body(prompt_cache_key=LONG), "prompt_cache_key", "string_above_max_length", "too long"),
    (body(metadata={"a": "b"}), "metadata", None, "The 'metadata' parameter is only allowed when 'store' is enabled."),
    (body(store=True, metadata={"k": "x" * 513}), "metadata.k", "string_above_max_length", "512"),
    (body(service_tier="x"), "service_tier", "invalid_value", "Supported values"),
    (body(tools=[]), "tools", "empty_array", "Invalid 'tools': empty array."),
    (body(tools=[{"type": "function", "name": "x"}]), "tools[0].function", "missing_required_parameter", "Missing required parameter"),
    (body(tools=[{"type": "web_search"}]), "tools[0].type", "invalid_value", "'function' and 'custom'."),
    (body(tools=[nested(LONG)]), "tools[0].function.name", "string_above_max_length", "Invalid 'tools[0].function.name': string too long."),
    (body(tools=[nested("a.b")]), "tools[0].function.name", "invalid_value", "does not match pattern"),
    (body(tools=[nested(parameters={"type": "array"})]), "tools[0].function.parameters", "invalid_function_parameters", "Invalid schema"),
    (body(tools=[nested(cache_control={})]), "tools[0].function.cache_control", "unknown_parameter", "Unknown parameter"),
    (
        body(tool_choice="auto"),
        "tool_choice",
        None,
        "Invalid value for 'tool_choice': 'tool_choice' is only allowed when 'tools' are specified.",
    ),
    (body(parallel_tool_calls=True), "parallel_tool_calls", None, "'parallel_tool_calls' is only allowed when 'tools' are specified."),
    (body(tools=[nested()], tool_choice={"type": "function", "function": {"name": "no"}}), "tool_choice", "invalid_value", "not found"),
    (body(tools=[nested()], tool_choice={"type": "any"}), "tool_choice.type", "invalid_value", "Invalid value: 'any'."),
    (body(say("x"), chat_call()), "messages", None, UNANSWERED),
    (body(say("x"), chat_call(), say("y")), "messages.[2].role", None, UNANSWERED),
    (body(say("x"), chat_call(), say("y"), chat_result()), "messages.[2].role", None, "must be followed by tool messages"),
    (body(say("x"), chat_result()), "messages.[1].role", None, "must be a response to a preceeding message with 'tool_calls'."),
    (body(chat_call(), chat_result(), chat_result()), "messages.[2].tool_call_id", None, "Duplicate value for 'tool_call_id'"),
    (body(chat_call(LONG), chat_result(LONG)), "messages[0].tool_calls[0].id", "string_above_max_length", "too long"),
    (body(say("x"), chat_call(tool_calls=[])), "messages[1].tool_calls", "empty_array", "Invalid 'messages[1].tool_calls': empty array."),
    (body(say("x"), say(None, "assistant")), "messages.[1].content", None, "Invalid value for 'content': expected a string, got null."),
    (body(say([])), "messages[0].content", "empty_array", "empty array"),
    (body(say("x", "model")), "messages[0].role", "invalid_value", "Invalid value: 'model'."),
    (body({**say("x", "assistant"), "reasoning_content": "y"}), "messages[0].reasoning_content", "unknown_parameter", "Unknown parameter"),
    (body(say([{"type": "input_text", "text": "x"}])), "messages[0].content[0].type", "invalid_value", "Invalid value: 'input_text'."),
    (
        body(say([{"type": "text", "text": "x", "cache_control": {}}])),
        "messages[0].content[0].cache_control",
        "unknown_parameter",
        "Unknown",
    ),
    (
        body(say([image(IMAGE)], "assistant")),
        "messages[0]",
        "invalid_value",
        "Image URLs are only allowed for messages with role 'user', but this message with role 'assistant' contains an image URL.",
    ),
    (body(say([image(IMAGE)], "system")), "messages[0]", "invalid_value", "role 'system' contains an image URL"),
    (body(chat_call(), {**chat_result(), "content": [image(IMAGE)]}), "messages[1]", "invalid_value", "role 'tool' contains an image URL"),
    (body(say([file(PDF)], "system")), "messages[0]", "invalid_value", "contains a file"),
    (body(say([image("ftp://x")])), "messages[0].content[0].image_url.url", "invalid_value", "Invalid image URL: 'messages[0].content[0]"),
    (
        body(say([file(NO_PDF)])),
        "messages[0].content[0].file.file_data",
        "invalid_value",
        "Invalid file data: 'messages[0].content[0].file",
    ),
    (body(say("a\0b")), "messages[0].content", "invalid_value", "null character"),
    (body(response_format={"type": "json_object"}), "messages", None, "'messages' must contain the word 'json'"),
    (body(response_format={"type": "json_schema", "name": "x"}), "response_format.json_schema", "missing_required_parameter", "Missing"),
    (body(verbosity="low"), "verbosity", "unsupported_value", "'medium'"),
    (
        body(say("word " * 130_000), model="gpt-4o"),
        "messages",
        "context_length_exceeded",
        "This model's maximum context length is 128000 tokens. However, your messages resulted in 1300",
    ),
]
COMPAT_REFUSED: list[tuple[Json, str, str]] = [
    (body(model=COMPAT, store=False), "store", "unknown_parameter"),
    (body(model=COMPAT, prompt_cache_key="k"), "prompt_cache_key", "unknown_parameter"),
    (body(model=COMPAT, safety_identifier="k"), "safety_identifier", "unknown_parameter"),
    (body(model=COMPAT, service_tier="auto"), "service_tier", "unknown_parameter"),
    (body(model=COMPAT, max_completion_tokens=5), "max_completion_tokens", "unknown_parameter"),
    (body(model=COMPAT, reasoning_effort="low"), "reasoning_effort", "unknown_parameter"),
    (body(say("x", "developer"), model=COMPAT), "messages[0].role", "invalid_value"),
    (body(model=COMPAT, tools=[nested(strict=True)]), "tools[0].function.strict", "unknown_parameter"),
    (body(model=COMPAT, tools=[]), "tools", "empty_array"),
    (body(model=COMPAT, stop=list("abcde")), "stop", "array_above_max_length"),
    (body(model=COMPAT, stream_options={"include_usage": True}), "stream_options", ""),
    (body(model=COMPAT, tool_choice="auto"), "tool_choice", ""),
    (body(chat_call(), model=COMPAT), "messages", ""),
    (body(say([]), model=COMPAT), "messages[0].content", "empty_array"),
]


@pytest.mark.parametrize(("request_body", "param", "code", "words"), REFUSED, ids=[f"{row[2]}-{row[1]}" for row in REFUSED])
def test_refused(request_body: Json, param: str | None, code: str | None, words: str) -> None:
    """What the real API refuses is refused with its status, param, code and words."""
    status, error = refusal(request_body, "chat")
    assert (status, error["param"], error["code"], error["type"]) == (400, param, code, "invalid_request_error")
    assert words in error["message"]


@pytest.mark.parametrize(("request_body", "param", "code"), COMPAT_REFUSED, ids=[row[1] for row in COMPAT_REFUSED])
def test_refused_by_compatible_backends(request_body: Json, param: str, code: str) -> None:
    """A plain compatible backend refuses what only OpenAI has, and broken histories like everyone."""
    status, error = refusal(request_body, "chat")
    assert (status, error["param"], error["code"] or "") == (400, param, code)


def test_a_compatible_backend_has_one_wire() -> None:
    """A plain compatible backend does not know the Responses API."""
    assert refusal({"model": COMPAT, "input": "x"}, "responses")[0] == 404


TAKEN: list[Json] = [
    body(max_tokens=32_768, temperature=0.2, top_p=0.5, stop=["a", "b", "c", "d"], seed=1, user="u"),
    body(model="gpt-5.6", reasoning_effort="xhigh"),
    body(model="o4-mini", tools=[nested()]),
    body(model=FIVE, max_completion_tokens=128_000, temperature=1, reasoning_effort="minimal", verbosity="low"),
    body(model=TWO, temperature=0.2, stream=True, stream_options={"include_usage": True}),
    body(model="gpt-5.4", reasoning_effort="none", tools=[nested()]),
    body(say("s", "developer"), say([{"type": "text", "text": ""}, image(IMAGE), image("https://example.com/a.png"), file(PDF)])),
    body(say("x"), chat_call(), chat_result(), say("y", "assistant"), chat_call("call_2", content="t"), chat_result("call_2")),
    body(tools=[nested(strict=True)], tool_choice={"type": "function", "function": {"name": "read"}}, parallel_tool_calls=False),
    body(response_format={"type": "json_schema", "json_schema": {"name": "n", "schema": SCHEMA, "strict": True}}),
    body(say("as json"), response_format={"type": "json_object"}),
    body(say("s", "system"), say("x"), model=COMPAT, max_tokens=5, stop="x", temperature=0.1, tools=[nested()], tool_choice="required"),
    body(model="mistral-large", anything=1),
]


@pytest.mark.parametrize("request_body", TAKEN, ids=range(len(TAKEN)))
def test_taken(request_body: Json) -> None:
    """What the real API takes is taken, and counted."""
    assert taken(request_body, "chat") > 0


def test_every_rule_has_a_case() -> None:
    """No rule of the tables stands there untested: each refuses at least one of the cases."""
    assert not unused(RULES, [*(row[0] for row in REFUSED), body(model="gpt-9")])
    assert not unused(COMPAT_RULES, [row[0] for row in COMPAT_REFUSED])
