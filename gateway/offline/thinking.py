"""The reasoning that a reasoning model's answer begins with."""

from __future__ import annotations

import dataclasses

from gateway.offline import seal
from gateway.offline.answer import Answer, Thought
from gateway.offline.conversation import Json
from gateway.offline.upstream_models import assumed
from gateway.offline.wires.wire import new_id

# Characters of thought by effort: enough that usage differs.
_LENGTH = {"minimal": 128, "low": 256, "medium": 1024, "high": 4096, "xhigh": 8192, "max": 16_384}
_SUMMARY = {
    "concise": ("**Reading the task**\n\nThe user wants something done; no model is here to think about it.",),
    "detailed": (
        "**Reading the task**\n\nThe user wants something done; no model is here to think about it.",
        "**Deciding**\n\nThe words of the task decide which tool comes next, or that it is finished.",
    ),
}


def effort(body: Json, model: str) -> str:
    """The effort that a request asks for, or the model's own default; "none" for a model that does not reason."""
    found = assumed(model)
    if not found.reasons:
        return "none"
    reasoning = body.get("reasoning")
    asked = reasoning.get("effort") if isinstance(reasoning, dict) else body.get("reasoning_effort")
    return asked if isinstance(asked, str) else found.default_effort


def with_reasoning(answer: Answer, body: Json, model: str, *, chat: bool) -> Answer:
    """The answer as the model gives it: after reasoning, where it reasons; chat completions show none of it but count it."""
    level = effort(body, model)
    if level == "none" or any(isinstance(part, Thought) for part in answer.parts):
        return answer
    hidden = _LENGTH.get(level, 1024)
    if chat:
        return dataclasses.replace(answer, parts=(Thought((), None, hidden), *answer.parts))
    reasoning = body.get("reasoning")
    asked = reasoning.get("summary") or reasoning.get("generate_summary") if isinstance(reasoning, dict) else None
    summary = _SUMMARY["concise" if asked == "concise" else "detailed"] if asked else ()
    return dataclasses.replace(answer, parts=(sealed(summary, body, model, hidden), *answer.parts))


def sealed(summary: tuple[str, ...], body: Json, model: str, hidden: int = 0) -> Thought:
    """A reasoning item with an id, and with encrypted content that this backend will know again where the request includes it."""
    own = new_id("rs")
    include = body.get("include")
    wanted = isinstance(include, list) and "reasoning.encrypted_content" in include
    return Thought(summary, seal.issue(model, own) if wanted else None, hidden, own)
