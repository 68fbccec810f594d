"""What upstreams say of parameters that they refuse, and what a body becomes."""

import copy
from typing import Any

import orjson
import pytest

from gateway.errors.error_table import PARAMETER
from translator.errors import from_upstream
from translator.request.mending import parameters

Json = dict[str, Any]
CHAT: Json = {
    "model": "own", "messages": [], "max_tokens": 32000, "temperature": 0.2, "top_p": 0.5, "top_k": 4, "reasoning_effort": "high",
    "tools": [{}], "tool_choice": "required", "parallel_tool_calls": False, "stream_options": {"include_usage": True},
}  # fmt: skip
RESPONSES: Json = {
    "model": "own", "input": [], "max_output_tokens": 32000, "temperature": 0, "reasoning": {"effort": "xhigh", "summary": "auto"},
    "prompt_cache_key": "k", "safety_identifier": "s",
}  # fmt: skip


def openai(words: str, code: str = "unsupported_parameter", param: str | None = None) -> Json:
    """An error as OpenAI puts it."""
    return {"error": {"message": words, "type": "invalid_request_error", "param": param, "code": code}}


def extra(name: str) -> Json:
    """An error as Mistral puts it."""
    detail = [{"type": "extra_forbidden", "loc": ["body", name], "msg": "Extra inputs are not permitted", "input": 4}]
    return {"object": "error", "message": {"detail": detail}, "type": "invalid_request_error", "param": None, "code": None}


SAID: list[tuple[Json, object, Json]] = [
    (CHAT, openai("Unsupported parameter: 'top_p' is not supported with this model."), {"top_p": None}),
    (CHAT, openai("Unsupported value: 'temperature' does not support 0.2 with this model. Only the default (1) value is supported.",
                  "unsupported_value"), {"temperature": None}),
    (CHAT, openai("Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."),
     {"max_tokens": None, "max_completion_tokens": 32000}),
    (CHAT, openai("max_tokens is too large: 32000. This model supports at most 16384 completion tokens, whereas you provided 32000.",
                  "invalid_value"), {"max_tokens": 16384}),
    (CHAT, openai("Unsupported value: 'high' is not supported with the 'x' model. Supported values are: 'minimal', 'low', and 'medium'.",
                  "unsupported_value"), {"reasoning_effort": "medium"}),
    (CHAT, openai("Unrecognized request argument supplied: reasoning_effort", ""), {"reasoning_effort": None}),
    (CHAT, openai("Function tools with reasoning_effort are not supported for gpt-5.6-luna in /v1/chat/completions. To use function tools, "
                  "use /v1/responses or set reasoning_effort to 'none'.", ""), {"reasoning_effort": "none"}),
    (CHAT, openai("Unsupported parameter: 'parallel_tool_calls' is not supported with this model."), {"parallel_tool_calls": None}),
    (RESPONSES, openai("Invalid 'max_output_tokens': integer above maximum value. Expected a value <= 16384, but got 32000 instead.",
                       "integer_above_max_value"), {"max_output_tokens": 16384}),
    (RESPONSES, openai("Unsupported parameter: 'reasoning.effort' is not supported with this model."), {"reasoning": {"summary": "auto"}}),
    (RESPONSES, openai("Your organization must be verified to generate reasoning summaries. Please go to: https://platform.openai.com/settings",
                       "unsupported_value", "reasoning.summary"), {"reasoning": {"effort": "xhigh"}}),
    (RESPONSES, openai("Unsupported value: 'xhigh' is not supported with the 'x' model. Supported values are: 'low', 'medium', and 'high'.",
                       "unsupported_value", "reasoning.effort"), {"reasoning": {"effort": "high", "summary": "auto"}}),
    (RESPONSES, openai("Unknown parameter: 'prompt_cache_key'.", "unknown_parameter"), {"prompt_cache_key": None}),
    (CHAT, extra("top_k"), {"top_k": None}),
    ({**CHAT, "max_completion_tokens": 5, "max_tokens": None}, extra("max_completion_tokens"),
     {"max_completion_tokens": None, "max_tokens": 5}),
    (CHAT, {"error": {"message": "property 'top_k' is unsupported", "type": "invalid_request_error"}}, {"top_k": None}),
    (CHAT, [{"error": {"code": 400, "message": "Invalid payload. Unknown name \"top_k\": Cannot find field."}}], {"top_k": None}),
    (CHAT, {"code": "invalid", "error": "Model grok-4-0709 does not support parameter reasoningEffort."}, {"reasoning_effort": None}),
    (CHAT, {"error": {"message": "Invalid max_tokens value, the valid range of max_tokens is [1, 8192]"}}, {"max_tokens": 8192}),
    (CHAT, {"error": {"message": "Range of max_tokens should be [1, 8192]"}}, {"max_tokens": 8192}),
    (CHAT, {"error": {"message": "`max_tokens` must be less than or equal to `8192`, the maximum value for `max_tokens` is less than the "
                                 "`context_window` for this model"}}, {"max_tokens": 8192}),
    (CHAT, {"error": {"message": "deepseek-reasoner does not support this tool_choice"}}, {"tool_choice": None}),
]  # fmt: skip


@pytest.mark.parametrize(("body", "said", "becomes"), SAID)
def test_what_is_refused_is_changed(body: Json, said: object, becomes: Json) -> None:
    """The parameter that the refusal names is left out, renamed or gets the value that it names; nothing else changes."""
    sent = {name: value for name, value in copy.deepcopy(body).items() if value is not None}
    wanted = {name: value for name, value in {**sent, **becomes}.items() if value is not None}
    shared = sent.get("reasoning")
    before = copy.deepcopy(shared)
    failure, again = from_upstream(400, orjson.dumps(said), {}, None, 0)
    assert (failure.cause, again) == (PARAMETER, False)
    made = parameters.change(sent, failure.message)
    assert made is not None
    assert parameters.apply(sent, made)
    assert sent == wanted
    assert shared == before
    assert not parameters.apply(sent, made)


@pytest.mark.parametrize(
    "words",
    [
        "Unsupported parameter: 'messages' is not supported with this model.",
        "Unknown parameter: 'input[3].content'.",
        "Unsupported parameter: 'store' is not supported.",
        "Unsupported value: 'image/tiff'.",
        "Unsupported value: 'high' is not supported. Supported values are: 'low', and 'high'.",
        "max_tokens is too large: 32000. This model supports at most 64000 completion tokens.",
    ],
)
def test_what_cannot_be_changed(words: str) -> None:
    """What a request is made of, what guards it, and words without sense are left as they are."""
    body = {**copy.deepcopy(CHAT), "store": False}
    before = copy.deepcopy(body)
    assert parameters.change(body, f"The upstream refused it. Upstream (400): {words}") is None
    assert body == before


def test_a_limit_holds_for_what_is_more() -> None:
    """A smaller max_tokens than the limit stays, and an effort that was not refused."""
    assert not parameters.apply({"max_tokens": 100}, parameters.Change("max_tokens", 8192))
    assert not parameters.apply({"reasoning_effort": "low"}, parameters.Change("reasoning_effort", "medium", "high"))
    assert not parameters.apply({}, parameters.Change("temperature"))
