"""What the strict backend refuses and takes on the Responses API."""

from __future__ import annotations

import pytest

from gateway.offline import seal
from gateway.offline.strict.responses_table import RULES
from tests.unit.gateway.offline.strict.bodies import (
    IMAGE,
    LONG,
    NO_PDF,
    PDF,
    SCHEMA,
    Json,
    call,
    function,
    output,
    refusal,
    say,
    taken,
    unused,
)

PLAIN, FIVE, TWO = "gpt-4.1", "gpt-5", "gpt-5.2-2025-12-11"


def body(**fields: object) -> Json:
    """A request; None leaves a field out."""
    return {name: value for name, value in {"model": PLAIN, "input": "hi", "store": False, **fields}.items() if value is not None}


def parts(*content: Json, role: str = "user") -> Json:
    """A request with one message of these parts."""
    return body(input=[say(list(content), role)])


def thought(own: str = "rs_1", model: str = FIVE, **fields: object) -> Json:
    """A reasoning item as this backend issues it."""
    return {"type": "reasoning", "id": own, "summary": [], "encrypted_content": seal.issue(model, own), **fields}


def image(url: str) -> Json:
    """An image part."""
    return {"type": "input_image", "image_url": url}


def file(data: str, **fields: object) -> Json:
    """A file part."""
    return {"type": "input_file", "filename": "a.pdf", "file_data": data, **fields}


BAD_ARRAY = {"type": "object", "properties": {"a": {"type": "array"}}}
DESCRIBED = {
    "type": "object",
    "properties": {"a": {"$ref": "#/$defs/b", "description": "x"}},
    "required": ["a"],
    "additionalProperties": False,
    "$defs": {"b": {"type": "string"}},
}
LOOSE = {"type": "object", "properties": {"a": {"type": "string"}}, "required": [], "additionalProperties": False}
DONE = say("so", "assistant")
# The request, then the error's param, code and words.
REFUSED: list[tuple[Json, str | None, str | None, str]] = [
    (body(stop=["x"]), "stop", "unknown_parameter", "Unknown parameter: 'stop'."),
    (body(max_tokens=20), "max_tokens", "unknown_parameter", "Unknown parameter: 'max_tokens'."),
    (body(thinking={}), "thinking", "unknown_parameter", "Unknown parameter: 'thinking'."),
    (body(input=None), "input", "missing_required_parameter", "Missing required parameter: 'input'."),
    (body(input=[]), "input", "missing_required_parameter", "Missing required parameter: 'input'."),
    (body(model=""), "model", "missing_required_parameter", "you must provide a model parameter"),
    (
        body(max_output_tokens="20"),
        "max_output_tokens",
        "invalid_type",
        "Invalid type for 'max_output_tokens': expected an integer, but got a string instead.",
    ),
    (body(input=[say(None)]), "input[0].content", "invalid_type", "expected one of string or an array of objects, but got null instead."),
    (body(input=[1]), "input[0]", "invalid_type", "expected an object, but got an integer"),
    (body(stream="yes"), "stream", "invalid_type", "expected a boolean"),
    (body(max_output_tokens=10), "max_output_tokens", "integer_below_min_value", "Expected a value >= 16, but got 10 instead."),
    (body(max_output_tokens=32_769), "max_output_tokens", "invalid_value", "supports at most 32768 output tokens"),
    (body(model="gpt-4o", max_output_tokens=16_385), "max_output_tokens", "invalid_value", "at most 16384"),
    (body(model=TWO, max_output_tokens=128_001), "max_output_tokens", "invalid_value", "at most 128000"),
    (
        body(reasoning={"effort": "low"}),
        "reasoning.effort",
        "unsupported_parameter",
        "Unsupported parameter: 'reasoning.effort' is not supported with this model.",
    ),
    (body(reasoning={"summary": "auto"}), "reasoning.summary", "unsupported_parameter", "is not supported with this model."),
    (body(include=["reasoning.encrypted_content"]), "include", None, "Encrypted content is not supported with this model."),
    (body(include=["nothing"]), "include[0]", "invalid_value", "Invalid value: 'nothing'. Supported values are:"),
    (body(model=FIVE, reasoning={"effort": "none"}), "reasoning.effort", "unsupported_value", "'minimal', 'low', 'medium', and 'high'."),
    (body(model=FIVE, reasoning={"effort": "xhigh"}), "reasoning.effort", "unsupported_value", "not supported with the 'gpt-5' model"),
    (
        body(model="gpt-5.1", reasoning={"effort": "minimal"}),
        "reasoning.effort",
        "unsupported_value",
        "'none', 'low', 'medium', and 'high'.",
    ),
    (body(model=TWO, reasoning={"effort": "minimal"}), "reasoning.effort", "unsupported_value", "'high', and 'xhigh'."),
    (body(model=FIVE, reasoning={"budget": 1}), "reasoning.budget", "unknown_parameter", "Unknown parameter"),
    (body(model=FIVE, temperature=0.5), "temperature", "unsupported_parameter", "'temperature' is not supported with this model."),
    (body(model=FIVE, top_p=0.5), "top_p", "unsupported_parameter", "'top_p' is not supported"),
    (body(model=TWO, reasoning={"effort": "low"}, temperature=0), "temperature", "unsupported_parameter", "'temperature' is not supported"),
    (body(temperature=2.5), "temperature", "decimal_above_max_value", "Expected a value <= 2, but got 2.5 instead."),
    (body(tools=[function("a b")]), "tools[0].name", "invalid_value", "Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'."),
    (
        body(tools=[function(LONG)]),
        "tools[0].name",
        "string_above_max_length",
        "maximum length 64, but got a string with length 65 instead.",
    ),
    (body(tools=[function("")]), "tools[0].name", "empty_string", "empty string"),
    (
        body(tools=[{"type": "function", "function": {"name": "x"}}]),
        "tools[0].name",
        "missing_required_parameter",
        "Missing required parameter: 'tools[0].name'.",
    ),
    (body(tools=[function(input_schema={})]), "tools[0].input_schema", "unknown_parameter", "Unknown parameter: 'tools[0].input_schema'."),
    (body(tools=[{"type": "bash_20250124", "name": "bash"}]), "tools[0].type", "invalid_value", "Invalid value: 'bash_20250124'."),
    (
        body(tools=[function(parameters={"type": "string"})]),
        "tools[0].parameters",
        "invalid_function_parameters",
        "Invalid schema for function 'read': schema must be a JSON Schema of 'type: \"object\"', got 'type: \"string\"'.",
    ),
    (
        body(tools=[function(parameters=BAD_ARRAY)]),
        "tools[0].parameters",
        "invalid_function_parameters",
        "Invalid schema for function 'read': In context=('properties', 'a'), array schema missing items.",
    ),
    (
        body(tools=[function(parameters={"type": "object", "properties": {"a": {"pattern": r"[^\p{Cc}]"}}})]),
        "tools[0].parameters",
        "invalid_function_parameters",
        r"Invalid schema for function 'read': '[^\p{Cc}]' is not a 'regex'.",
    ),
    (
        body(tools=[function(parameters={"type": "object", "properties": {"a": {"pattern": "^(?!b)"}}})]),
        "tools",
        "invalid_json_schema",
        "Invalid JSON schema: regex lookaround is not supported. Found at $.properties.a.pattern.",
    ),
    (
        body(tools=[function(parameters=DESCRIBED, strict=True)]),
        "tools[0].parameters",
        "invalid_function_parameters",
        "In context=('properties', 'a'), $ref cannot have keywords {'description'}.",
    ),
    (
        body(tools=[function(parameters={"type": "object", "properties": {}, "anyOf": [{}]})]),
        "tools[0].parameters",
        "invalid_function_parameters",
        "at the top level.",
    ),
    (body(tools=[function(parameters={"type": "object"})]), "tools[0].parameters", "invalid_function_parameters", "missing properties."),
    (
        body(tools=[function(parameters=LOOSE, strict=True)]),
        "tools[0].parameters",
        "invalid_function_parameters",
        "In context=(), 'required' is required to be supplied and to be an array including every key in properties. Missing 'a'.",
    ),
    (
        body(tools=[function(parameters={**SCHEMA, "additionalProperties": True}, strict=True)]),
        "tools[0].parameters",
        "invalid_function_parameters",
        "In context=(), 'additionalProperties' is required to be supplied and to be false.",
    ),
    (body(tools=[function(f"f{n}") for n in range(129)]), "tools", "array_above_max_length", "maximum length 128"),
    (body(tool_choice="required"), "tool_choice", None, "Tool choice 'required' must be specified with 'tools' parameter."),
    (body(tools=[function()], tool_choice={"type": "function", "name": "no"}), "tool_choice", None, "'no' not found in 'tools'"),
    (body(tools=[function()], tool_choice="any"), "tool_choice", "invalid_value", "'none', 'auto', and 'required'."),
    (body(input=[call()]), "input", None, "No tool output found for function call call_1."),
    (body(input=[output()]), "input", None, "No tool call found for function call output with call_id call_1."),
    (body(input=[output(), call()]), "input", None, "No tool call found for function call output with call_id call_1."),
    (body(input=[call(), call(), output()]), "input", None, "Duplicate"),
    (body(input=[call(), output(), output()]), "input", None, "Duplicate"),
    (body(input=[call(LONG), output(LONG)]), "input[0].call_id", "string_above_max_length", "Invalid 'input[0].call_id': string too long."),
    (body(input=[call(name="a.b"), output()]), "input[0].name", "invalid_value", "does not match pattern"),
    (
        body(input=[call(id="item_1"), output()]),
        "input[0].id",
        "invalid_value",
        "Invalid 'input[0].id': 'item_1'. Expected an ID that begins with 'fc'.",
    ),
    (body(input=[{**DONE, "id": "x", "type": "message"}]), "input[0].id", "invalid_value", "begins with 'msg'"),
    (
        body(input=[call(id="fc_1"), call("call_2", id="fc_1"), output(), output("call_2")]),
        "input",
        None,
        "Duplicate item found with id fc_1.",
    ),
    (
        body(model=FIVE, input=[thought(), say("hi")]),
        "input",
        None,
        "Item 'rs_1' of type 'reasoning' was provided without its required following item.",
    ),
    (body(model=FIVE, input=[say("hi"), thought()]), "input", None, "without its required following item."),
    (body(model=FIVE, input=[thought(encrypted_content="gAAAAabcdef"), DONE]), None, "invalid_encrypted_content", "could not be verified."),
    (body(model=FIVE, input=[thought(model=TWO), DONE]), None, "invalid_encrypted_content", "The encrypted content gAAA..."),
    (body(model=FIVE, input=[thought(), {**thought(), "id": "rs_2"}, DONE]), None, "invalid_encrypted_content", "could not be verified"),
    (body(input=[thought(), DONE]), None, "invalid_encrypted_content", "could not be verified"),
    (body(model=FIVE, input=[{**thought(), "summary": None}, DONE]), "input[0].summary", "invalid_type", "but got null"),
    (body(prompt_cache_key=LONG), "prompt_cache_key", "string_above_max_length", "Invalid 'prompt_cache_key': string too long."),
    (body(safety_identifier=LONG), "safety_identifier", "string_above_max_length", "too long"),
    (body(user=LONG), "user", "string_above_max_length", "too long"),
    (body(metadata={str(n): "x" for n in range(17)}), "metadata", "object_above_max_properties", "at most 16"),
    (body(metadata={"k": "x" * 513}), "metadata.k", "string_above_max_length", "maximum length 512"),
    (body(metadata={"k": 1}), "metadata.k", "invalid_type", "expected a string"),
    (body(service_tier="standard_only"), "service_tier", "invalid_value", "Supported values"),
    (body(stream_options={"include_usage": True}, stream=True), "stream_options.include_usage", "unknown_parameter", "Unknown parameter"),
    (parts({"type": "text", "text": "x"}), "input[0].content[0]", "invalid_value", "Invalid value: 'text'."),
    (
        parts({"type": "input_text", "text": "x"}, role="assistant"),
        "input[0].content[0]",
        "invalid_value",
        "Invalid value: 'input_text'. Supported values are: 'output_text' and 'refusal'.",
    ),
    (parts({"type": "output_text", "text": "x"}), "input[0].content[0]", "invalid_value", "Invalid value: 'output_text'."),
    (parts(image(IMAGE), role="assistant"), "input[0].content[0]", "invalid_value", "Invalid value: 'input_image'."),
    (parts(image(IMAGE), role="system"), "input[0].content[0]", "invalid_value", "Invalid value: 'input_image'."),
    (parts({"type": "input_text", "text": "x", "cache_control": {}}), "input[0].content[0].cache_control", "unknown_parameter", "Unknown"),
    (parts({"type": "input_text"}), "input[0].content[0].text", "missing_required_parameter", "Missing required parameter"),
    (body(input=[say([])]), "input[0].content", "empty_array", "empty array"),
    (body(input=[{"type": "thinking", "thinking": "x"}]), "input[0]", "invalid_value", "Invalid value: 'thinking'."),
    (body(input=[say("x", "tool")]), "input[0]", "invalid_value", "'assistant', 'system', 'developer', and 'user'."),
    (parts(image("http://x/y.png")), "input[0].content[0].image_url", "invalid_value", "but got a value without the 'data:' prefix."),
    (parts(image("data:image/png;base64,@@@")), "input[0].content[0].image_url", "invalid_value", "an invalid base64-encoded value."),
    (parts(image("data:image/png;base64,")), "input[0].content[0].image_url", "invalid_value", "empty base64-encoded bytes."),
    (parts(image("data:image/png;base64,aGVsbG8=")), "input[0].content[0].image_url", "invalid_value", "does not represent a valid image."),
    (parts(image("data:image/bmp;base64,aGVsbG8=")), "input[0].content[0].image_url", "invalid_value", "unsupported MIME type 'image/bmp'"),
    (parts(file(NO_PDF)), "input[0].content[0].file_data", "invalid_value", "Invalid 'input[0].content[0].file_data'."),
    (parts(file("JVBERi0=")), "input[0].content[0].file_data", "invalid_value", "without the 'data:' prefix"),
    (body(input=[call(), output(output=[{"type": "output_text", "text": "x"}])]), "input[1].output[0]", "invalid_value", "'output_text'"),
    (body(input="a\0b"), "input", "invalid_value", "null character"),
    (body(text={"format": {"type": "json_schema", "schema": SCHEMA}}), "text.format.name", "missing_required_parameter", "Missing"),
    (
        body(text={"format": {"type": "json_schema", "name": "n", "schema": LOOSE, "strict": True}}),
        "text.format.schema",
        "invalid_json_schema",
        "Invalid schema for response_format 'n'",
    ),
    (body(text={"format": {"type": "json_object"}}), "input", None, "must contain the word 'json'"),
    (body(text={"verbosity": "low"}), "text.verbosity", "unsupported_value", "Supported values are: 'medium'."),
    (
        body(model=FIVE, reasoning={"effort": "minimal"}, tools=[{"type": "web_search"}]),
        "tools",
        None,
        "The following tools cannot be used with reasoning.effort 'minimal': web_search.",
    ),
    (body(tools=[{"type": "web_search", "max_uses": 5}]), "tools[0].max_uses", "unknown_parameter", "Unknown parameter"),
    (body(tools=[{"type": "web_search_preview", "filters": {}}]), "tools[0].filters", "unknown_parameter", "Unknown parameter"),
    (
        body(tools=[{"type": "web_search", "filters": {"allowed_domains": ["https://a.b"]}}]),
        "tools[0].filters.allowed_domains[0]",
        "invalid_value",
        "without a scheme",
    ),
    (
        body(model="gpt-4o", input="word " * 130_000),
        "input",
        "context_length_exceeded",
        "Your input exceeds the context window of this model. Please adjust your input and try again.",
    ),
]


@pytest.mark.parametrize(("request_body", "param", "code", "words"), REFUSED, ids=[f"{row[2]}-{row[1]}" for row in REFUSED])
def test_refused(request_body: Json, param: str | None, code: str | None, words: str) -> None:
    """What the real API refuses is refused with its status, param, code and words."""
    status, error = refusal(request_body, "responses")
    assert (status, error["param"], error["code"], error["type"]) == (400, param, code, "invalid_request_error")
    assert words in error["message"]


def test_what_is_not_found() -> None:
    """A model that does not exist and reasoning that was not stored are 404."""
    status, error = refusal(body(model="gpt-9"), "responses")
    assert (status, error["code"]) == (404, "model_not_found")
    assert error["message"] == "The model `gpt-9` does not exist or you do not have access to it."
    status, error = refusal(body(model=FIVE, input=[thought(encrypted_content=None), DONE]), "responses")
    assert status == 404
    assert "Items are not persisted when `store` is set to false." in error["message"]


TAKEN: list[Json] = [
    body(),
    body(model=TWO, temperature=0.3, top_p=0.9),
    body(model=TWO, temperature=1, reasoning={"effort": "high", "summary": "auto"}, include=["reasoning.encrypted_content"]),
    body(
        model=FIVE, input=[thought(), call(id="fc_1"), output(), thought("rs_2"), call("call_2"), output("call_2"), thought("rs_3"), DONE]
    ),
    body(model="gpt-5-2025-08-07", input=[thought(), DONE, say("go on")]),
    body(model=FIVE, input=[call(id="fc_9"), output()]),
    body(tools=[function(strict=True), function("b", parameters=None), {"type": "custom", "name": "c"}], tool_choice="required"),
    body(tools=[function()], tool_choice={"type": "function", "name": "read"}, parallel_tool_calls=False),
    body(tool_choice="auto"),
    body(
        input=[say("x", "developer"), say([{"type": "input_text", "text": ""}]), say([{"type": "output_text", "text": "y"}], "assistant")]
    ),
    parts(image(IMAGE), image("https://example.com/a.png"), file(PDF)),
    body(input=[call(), output(output=[{"type": "input_text", "text": "x"}, image(IMAGE), file(PDF)])]),
    body(input=[{"type": "web_search_call", "id": "ws_1", "status": "completed", "action": {"type": "search", "query": "q"}}, DONE]),
    body(text={"format": {"type": "json_schema", "name": "n", "schema": SCHEMA, "strict": True}}),
    body(tools=[{"type": "web_search", "filters": {"allowed_domains": ["a.b"]}, "search_context_size": "low"}]),
    body(input="a \\u0000 in letters"),
    body(model="qwen3", anything=1),
]


@pytest.mark.parametrize("request_body", TAKEN, ids=range(len(TAKEN)))
def test_taken(request_body: Json) -> None:
    """What the real API takes is taken, and counted."""
    assert taken(request_body, "responses") > 0


def test_every_rule_has_a_case() -> None:
    """No rule of the table stands there untested: each refuses at least one of the cases."""
    cases = [row[0] for row in REFUSED] + [body(model="gpt-9")]
    assert not unused(RULES, cases)
