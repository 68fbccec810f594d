"""Plans for the tests of the passes that read parameters, and the targets that they are for."""

from collections.abc import Callable
from typing import Any

from translator.message import Message
from translator.plan import Plan
from translator.target import Capability, Target, Wire

GPT_4_1 = Capability(files=True, hosted_search=True, max_output=32768, context=1047576, openai=True)
GPT_5 = Capability(
    efforts=("minimal", "low", "medium", "high"),
    sampling=False,
    files=True,
    hosted_search=True,
    max_tokens_field="max_completion_tokens",
    max_output=128000,
    openai=True,
)
GPT_5_2 = Capability(
    efforts=("none", "low", "medium", "high", "xhigh"),
    sampling=False,
    sampling_at_none=True,
    files=True,
    hosted_search=True,
    max_tokens_field="max_completion_tokens",
    max_output=128000,
    openai=True,
)
COMPATIBLE = Capability()

OBJECT = {"type": "object", "properties": {}}


def target(capability: Capability = GPT_5_2, wire: Wire = "responses", model: str = "gpt-x", effort: str | None = None) -> Target:
    """Return a target of that capability."""
    return Target(model=model, wire=wire, capability=capability, effort=effort)


def planned(
    *passes: Callable[[Plan], None],
    to: Target | None = None,
    asked: str = "claude-opus-4-5-20251101",
    session: str | None = None,
    history: list[Message] | None = None,
    **body: object,
) -> Plan:
    """Return the plan after these passes over a small request with the members of body."""
    whole = {"model": asked, "max_tokens": 1000, "messages": [{"role": "user", "content": "Hello"}], **body}
    plan = Plan(body=whole, target=to or target(), asked=asked, session=session, messages=history or [])
    for one in passes:
        one(plan)
    return plan


def tool(name: str = "read", **more: object) -> dict[str, Any]:
    """Return a custom tool with these members."""
    return {"name": name, "description": "Reads.", "input_schema": OBJECT, **more}
