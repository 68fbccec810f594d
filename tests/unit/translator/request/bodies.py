"""Small requests and targets for the tests of the passes."""

from dataclasses import asdict
from typing import Any

from gateway.upstreams.capabilities import abilities
from translator.plan import Plan
from translator.request.passes import plan as make
from translator.target import Capability, Target, Wire

GPT = Target(
    "gpt-5.4",
    "responses",
    Capability(
        efforts=("low", "medium", "high"),
        sampling=False,
        files=True,
        hosted_search=True,
        max_tokens_field="max_completion_tokens",
        openai=True,
    ),
)
GPT_CHAT = Target("gpt-5.4", "chat", GPT.capability)
PLAIN_GPT = Target("gpt-4.1", "responses", Capability(files=True, hosted_search=True, openai=True))
LOCAL = Target("qwen3", "chat", Capability())
LOCAL_RESPONSES = Target("qwen3", "responses", Capability())
COMPATIBLE = Target("compat-local", "chat", Capability())
BLIND = Target("blind", "chat", Capability(images=False))


def real(model: str, wire: Wire = "responses") -> Target:
    """Return the target for a model as the gateway's table knows it: OpenAI's own, or where its name begins with compat a plain one."""
    openai = not model.startswith("compat")
    able = abilities(model)
    return Target(model, wire, Capability(**asdict(able) | {"hosted_search": able.hosted_search and openai}, openai=openai))


def text(words: str, **more: object) -> dict[str, Any]:
    """Return a block of text."""
    return {"type": "text", "text": words, **more}


def user(*content: Any) -> dict[str, Any]:  # noqa: ANN401
    """Return a user message of blocks, or of one string."""
    return {"role": "user", "content": content[0] if len(content) == 1 and isinstance(content[0], str) else list(content)}


def assistant(*content: Any) -> dict[str, Any]:  # noqa: ANN401
    """Return an assistant message of blocks, or of one string."""
    return {**user(*content), "role": "assistant"}


def call(identity: str, name: str = "Read", **given: object) -> dict[str, Any]:
    """Return a tool_use block."""
    return {"type": "tool_use", "id": identity, "name": name, "input": given}


def result(identity: str, content: object = "done", **more: object) -> dict[str, Any]:
    """Return a tool_result block."""
    return {"type": "tool_result", "tool_use_id": identity, "content": content, **more}


def body(*messages: dict[str, Any], **more: object) -> dict[str, Any]:
    """Return a request with these messages."""
    return {"model": "claude-opus-5-5", "max_tokens": 1000, "messages": list(messages), **more}


def planned(*messages: dict[str, Any], target: Target = GPT, **more: object) -> Plan:
    """Return the plan of a request with these messages."""
    return make(body(*messages, **more), target, "claude-opus-5-5", None)


def contents(plan: Plan) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return role and content of each message of a plan."""
    return [(message.role, message.content) for message in plan.messages]
