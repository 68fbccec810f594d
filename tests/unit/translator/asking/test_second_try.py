from typing import Any

import pytest

from gateway.errors.error_table import LATE_SYSTEM, SCHEMA, SEALED, TOO_MANY_TOOLS
from translator.asking.second_try import Refusals
from translator.errors import from_upstream
from translator.failure import Failure
from translator.plan import Plan
from translator.request.passes import plan as make_plan
from translator.request.wires import to_chat, to_responses
from translator.target import Capability, Target

URL = "http://127.0.0.1:8000/v1/chat/completions"
LONG = "mcp__" + "x" * 80


def planned(count: int, called: str = "") -> Plan:
    """The plan of a request with so many tools, one of which the conversation has called."""
    tools = [{"name": f"t{at}", "input_schema": {"type": "object", "properties": {}}} for at in range(count)]
    tools.append({"name": LONG, "input_schema": {"type": "object", "properties": {}}})
    messages: list[dict[str, Any]] = [{"role": "user", "content": "x"}]
    if called:
        messages += [
            {"role": "assistant", "content": [{"type": "tool_use", "id": "toolu_1", "name": called, "input": {}}]},
            {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "toolu_1", "content": "y"}]},
        ]
    body = {"model": "m", "max_tokens": 10, "messages": messages, "tools": tools}
    return make_plan(body, Target("own", "chat", Capability()), "m", None)


def names(plan: Plan, body: dict[str, Any]) -> list[str]:
    """The tools that a body holds, as the client knows them."""
    upstream = [tool["function"]["name"] for tool in body["tools"]]
    return [plan.names.get(name, name) for name in upstream]


@pytest.mark.parametrize(
    ("said", "most"),
    [
        ("Invalid 'tools': array too long. Expected an array with maximum length 64, but got an array with length 70 instead.", 64),
        ("'tools' : maximum number of items is 32", 32),
        ("Too many tools: at most 20 are supported", 20),
        ("too many tools", 128),
    ],
)
def test_as_many_as_the_upstream_takes(said: str, most: int) -> None:
    """What an upstream says it takes it gets, what the conversation has called among it; the next request holds no more at once."""
    limits, plan = Refusals(), planned(200, called=LONG)
    body = to_chat.write(plan)
    failure, again = from_upstream(400, ('{"error":{"message":"' + said + '"}}').encode(), {}, None, 0)
    assert (failure.cause, again) == (TOO_MANY_TOOLS, False)
    assert limits.mended(failure, plan, URL, body)
    assert names(plan, body) == [*(f"t{at}" for at in range(most - 1)), LONG]
    assert plan.notes.kinds["tools-over-limit"] == 201 - most
    later = planned(200)
    body = to_chat.write(later)
    limits.keep(later, URL, body)
    assert names(later, body) == [f"t{at}" for at in range(most)]
    other = to_chat.write(later)
    limits.keep(later, "http://127.0.0.1:8001/v1/chat/completions", other)
    assert len(other["tools"]) == 201


def test_what_cannot_be_mended() -> None:
    """A refusal of anything else, or of a list that is no longer than what is taken, is not asked again."""
    limits, plan = Refusals(), planned(3)
    body = to_chat.write(plan)
    for failure in (
        Failure(400, "invalid_request_error", "x", cause="refused"),
        Failure(400, "invalid_request_error", "too many tools", cause=TOO_MANY_TOOLS),
        Failure(400, "invalid_request_error", "x", cause=SEALED),
        Failure(400, "invalid_request_error", "x", cause=LATE_SYSTEM),
    ):
        assert not limits.mended(failure, plan, URL, body)
    assert len(body["tools"]) == 4
    assert not plan.notes.kinds.keys() & {"tools-over-limit", "dropped-unreadable-reasoning"}


CALLED: list[dict[str, Any]] = [
    {"role": "user", "content": "x"},
    {"role": "system", "content": "agents"},
    {"role": "assistant", "content": [{"type": "tool_use", "id": "toolu_1", "name": "Read", "input": {}}]},
    {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "toolu_1", "content": "y"}]},
    {"role": "system", "content": "skills"},
    {"role": "assistant", "content": "z"},
    {"role": "system", "content": "now"},
    {"role": "user", "content": [{"type": "text", "text": "see"}, {"type": "image", "source": {"type": "url", "url": "https://a.b/c"}}]},
]


def reminded(target: Target) -> Plan:
    """The plan of a request with system messages in mid-conversation, as Claude Code sends it."""
    return make_plan({"model": "m", "max_tokens": 10, "system": "first", "messages": CALLED}, target, "m", None)


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (400, "System message must be at the beginning."),
        (500, "system message must be at the beginning"),
        (500, "Jinja Exception: Conversation roles must alternate user/assistant/user/assistant/..."),
        (400, "After the optional system message, conversation roles must alternate user/assistant/user/assistant/..."),
        (400, "Unexpected role 'system' after role 'assistant'"),
        (400, "System messages are not allowed"),
    ],
)
def test_template_without_late_system_messages(status: int, said: str) -> None:
    """Qwen's, Mistral's and Gemma's templates refuse what Claude Code sends with every request: it becomes the user's, in its place."""
    refusals, plan = Refusals(), reminded(Target("own", "chat", Capability()))
    body = to_chat.write(plan)
    before = [message.copy() for message in body["messages"]]
    shared = list(body["messages"])
    failure, again = from_upstream(status, ('{"error":{"message":"' + said + '"}}').encode(), {}, None, 0)
    assert (failure.status, failure.cause, again) == (400, LATE_SYSTEM, False)
    assert refusals.mended(failure, plan, URL, body)
    assert [(message["role"], message["content"]) for message in body["messages"]] == [
        ("system", "first"),
        ("user", "x\n\n<system-reminder>\nagents\n</system-reminder>"),
        ("assistant", None),
        ("tool", "y\n\n<system-reminder>\nskills\n</system-reminder>"),
        ("assistant", "z"),
        (
            "user",
            [
                {"type": "text", "text": "<system-reminder>\nnow\n</system-reminder>"},
                {"type": "text", "text": "see"},
                {"type": "image_url", "image_url": {"url": "https://a.b/c"}},
            ],
        ),
    ]
    assert (shared, plan.notes.kinds) == (before, {"system-as-user": 1})
    later = reminded(plan.target)
    known = to_chat.write(later)
    refusals.keep(later, URL, known)
    assert (known["messages"], later.notes.kinds) == (body["messages"], {"system-as-user": 1})
    assert not refusals.mended(failure, later, URL, known)


def test_template_behind_responses() -> None:
    """A compatible server that speaks the Responses API runs the same templates."""
    refusals, plan = Refusals(), reminded(Target("own", "responses", Capability()))
    body = to_responses.write(plan)
    assert refusals.mended(Failure(400, "invalid_request_error", "x", cause=LATE_SYSTEM), plan, URL, body)
    users = [item["content"] for item in body["input"] if item.get("role") == "user"]
    assert [[part["text"] for part in content if "text" in part] for content in users] == [
        ["x", "<system-reminder>\nagents\n</system-reminder>"],
        ["<system-reminder>\nskills\n</system-reminder>"],
        ["<system-reminder>\nnow\n</system-reminder>", "see"],
    ]


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (400, "Failed to initialize samplers: failed to parse grammar"),
        (500, "Grammar error: Unimplemented keys: [propertyNames]"),
        (400, "tools.function.parameters is not a valid moonshot flavored json schema, details: <At path 'x'>"),
        (400, "Invalid schema for function 'x': something new."),
    ],
)
@pytest.mark.parametrize("openai", [True, False])
def test_refused_schemas(status: int, said: str, openai: bool) -> None:
    """Schemas in a dialect that the upstream lacks are sent plainly; a compatible one is known by it from then on."""
    schema = {"type": "object", "properties": {"a": {"type": "string", "minLength": 1}}}
    target = Target("own", "chat", Capability(openai=openai))
    request = {"model": "m", "max_tokens": 10, "messages": CALLED, "tools": [{"name": "t", "input_schema": schema}]}
    refusals, plan = Refusals(), make_plan(request, target, "m", None)
    body = to_chat.write(plan)
    failure, again = from_upstream(status, ('{"error":{"message":"' + said + '"}}').encode(), {}, None, 0)
    assert (failure.status, failure.cause, again) == (400, SCHEMA, False)
    assert refusals.mended(failure, plan, URL, body)
    assert plan.notes.kinds == {"schema-simplified": 1}
    assert "minLength" not in body["tools"][0]["function"]["parameters"]["properties"]["a"]
    known = to_chat.write(plan)
    refusals.keep(plan, URL, known)
    assert (known["tools"] == body["tools"]) is not openai
    assert not refusals.mended(failure, plan, URL, body)


def test_parameters_are_remembered() -> None:
    """What a model does not take it is not sent again; another model, another value and what is only refused at times still are."""
    refusals = Refusals()

    def asked(model: str, **more: Any) -> tuple[Plan, dict[str, Any]]:  # noqa: ANN401 (fields of a body)
        plan = make_plan(
            {"model": "m", "max_tokens": 10, "messages": [{"role": "user", "content": "x"}]}, Target(model, "chat", Capability()), "m", None
        )
        return plan, {**to_chat.write(plan), "temperature": 0.5, "reasoning_effort": "high", "tool_choice": "required", **more}

    def refused(words: str) -> Failure:
        return from_upstream(400, ('{"error":{"message":"' + words + '","code":"unsupported_value"}}').encode(), {}, None, 0)[0]

    plan, body = asked("own")
    for words in (
        "Unsupported value: 'temperature' does not support 0.5 with this model.",
        "Unsupported value: 'high' is not supported with the 'own' model. Supported values are: 'low' and 'medium'.",
        "Unsupported parameter: 'tool_choice' is not supported now.",
    ):
        assert refusals.mended(refused(words), plan, URL, body)
        assert not refusals.mended(refused(words), plan, URL, body)
    assert plan.notes.kinds == {"parameter-refused": 3}
    assert (body.get("temperature"), body["reasoning_effort"], body.get("tool_choice")) == (None, "medium", None)
    for model, effort, wanted in (("own", "high", (None, "medium")), ("own", "low", (None, "low")), ("other", "high", (0.5, "high"))):
        plan, body = asked(model, reasoning_effort=effort)
        refusals.keep(plan, URL, body)
        assert (body.get("temperature"), body["reasoning_effort"]) == wanted
        assert body["tool_choice"] == "required"
        assert bool(plan.notes.kinds) == (model == "own")
