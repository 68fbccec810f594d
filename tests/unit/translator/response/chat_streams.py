"""Streams of chat completions, written after the API's reference and after what compatible backends are known to send."""

from typing import Any

Json = dict[str, Any]
USAGE: Json = {
    "prompt_tokens": 1000,
    "completion_tokens": 80,
    "total_tokens": 1080,
    "prompt_tokens_details": {"cached_tokens": 600},
    "completion_tokens_details": {"reasoning_tokens": 30},
}


def chunk(delta: Json | None = None, finish: str | None = None, usage: Json | None = None, **more: object) -> Json:
    """One chunk; without a delta and a finish it has no choices."""
    choices = [] if delta is None and finish is None else [{"index": 0, "delta": delta or {}, "logprobs": None, "finish_reason": finish}]
    return {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": choices, "usage": usage, **more}


def tool(index: int | None, arguments: object = None, call_id: str | None = None, name: str | None = None) -> Json:
    """A delta with a fragment of one tool call."""
    function = {key: value for key, value in (("name", name), ("arguments", arguments)) if value is not None}
    call = {"index": index, "id": call_id, "type": "function", "function": function}
    return {"tool_calls": [{key: value for key, value in call.items() if value is not None}]}


def texts(*parts: str) -> list[Json]:
    """Text deltas."""
    return [chunk({"role": "assistant", "content": ""}), *(chunk({"content": part}) for part in parts)]


END = [chunk({}, "stop"), chunk(usage=USAGE)]
TOOL_END = [chunk({}, "tool_calls"), chunk(usage=USAGE)]
DETAILS: list[Json] = [
    {"type": "reasoning.text", "text": "Think", "signature": None, "id": "r1", "format": "anthropic-claude-v1", "index": 0},
    {"type": "reasoning.text", "text": "ing.", "signature": "sig", "id": "r1", "format": "anthropic-claude-v1", "index": 0},
    {"type": "reasoning.encrypted", "data": "ENC", "id": "r2", "format": "openai-responses-v1", "index": 1},
]

STREAMS: dict[str, list[Json]] = {
    "text": [*texts("Hel", "lo, ", "wörld 😀\u2028."), *END],
    "tool": [
        chunk({"role": "assistant", "content": None}),
        chunk(tool(0, "", "call_a", "Read")),
        chunk(tool(0, '{"file')),
        chunk(tool(0, '_path": "/tmp/ü.txt"}')),
        *TOOL_END,
    ],
    "parallel tools interleaved": [
        *texts("Looking."),
        chunk(tool(0, "", "call_a", "Read")),
        chunk(tool(1, "", "call_b", "short_name")),
        chunk(tool(0, '{"a"')),
        chunk(tool(1, '{"b"')),
        chunk(tool(0, ": 1}")),
        chunk(tool(1, ": 2}")),
        *TOOL_END,
    ],
    "id and name every time": [
        chunk(tool(0, '{"a"', "call_a", "Read")),
        chunk(tool(0, ": 1}", "call_a", "Read")),
        chunk(tool(1, '{"b": 2}', "call_b", "Grep")),
        *TOOL_END,
    ],
    "index always 0": [
        chunk(tool(0, '{"a": 1}', "call_a", "Read")),
        chunk(tool(0, '{"b": 2}', "call_b", "Read")),
        *TOOL_END,
    ],
    "no index": [
        chunk(tool(None, '{"a": 1}', "call_a", "Read")),
        chunk(tool(None, '{"b"', "call_b", "Grep")),
        chunk(tool(None, ": 2}")),
        *TOOL_END,
    ],
    "no ids": [chunk(tool(0, '{"a": 1}', None, "Read")), chunk(tool(0, '{"b": 2}', None, "Grep")), *TOOL_END],
    "arguments as object": [chunk(tool(0, {"a": 1}, "call_a", "Read")), *TOOL_END],
    "no arguments": [chunk(tool(0, "", "call_a", "Read")), chunk(tool(1, None, "call_b", "Grep")), *TOOL_END],
    "stop with tools": [chunk(tool(0, '{"a": 1}', "call_a", "Read")), *END],
    "legacy function": [
        chunk({"function_call": {"name": "Read", "arguments": '{"a"'}}),
        chunk({"function_call": {"arguments": ": 1}"}}),
        chunk({}, "function_call"),
        chunk(usage=USAGE),
    ],
    "text after tool": [
        *texts("Before."),
        chunk(tool(0, '{"a": 1}', "call_a", "Read")),
        chunk({"content": "After."}),
        *TOOL_END,
    ],
    "reasoning_content": [
        chunk({"role": "assistant", "content": None, "reasoning_content": "Think"}),
        chunk({"content": None, "reasoning_content": "ing."}),
        *texts("Done."),
        *END,
    ],
    "reasoning_details": [
        *(chunk({"content": "", "reasoning": detail.get("text"), "reasoning_details": [detail]}) for detail in DETAILS),
        *texts("Done."),
        *END,
    ],
    "refusal": [chunk({"refusal": "I can"}), chunk({"refusal": "not."}), *END],
    "length": [*texts("Once upon"), chunk({}, "length"), chunk(usage=USAGE)],
    "content filter": [*texts("Once upon"), chunk({}, "content_filter"), chunk(usage=USAGE)],
    "usage everywhere": [
        chunk({"content": "Hi"}, usage={"prompt_tokens": 1000, "completion_tokens": 1, "total_tokens": 1001}),
        chunk({"content": "!"}, "stop", usage=USAGE),
    ],
    "several choices": [
        {**chunk(), "choices": [{"index": 1, "delta": {"content": "no"}}, {"index": 0, "delta": {"content": "yes"}}]},
        {**chunk(), "choices": [{"index": 1, "delta": {}, "finish_reason": "length"}]},
        *END,
    ],
    "citations": [
        *texts("It rained."),
        chunk(
            {
                "annotations": [
                    {
                        "type": "url_citation",
                        "url_citation": {"url": "https://example.org/rain", "title": "Rain", "start_index": 3, "end_index": 9},
                    }
                ]
            }
        ),
        *END,
    ],
}
