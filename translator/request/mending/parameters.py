"""Parameters that an upstream refused: left out of its body, or given the value that it names itself.

What a model takes is known by its name (gateway.upstreams.capabilities), which a deployment of one's own need not have; and backends
differ in which fields of the API they know at all. Their words, as seen: OpenAI and Azure ("Unsupported parameter: 'top_p' is not
supported with this model.", "Supported values are: …", "This model supports at most 16384 completion tokens"), Mistral and vLLM
("extra_forbidden"), Groq ("property 'top_k' is unsupported"), Gemini ("Unknown name \"top_k\": Cannot find field."), xAI ("does not support
parameter reasoningEffort"), DeepSeek and Qwen ("the valid range of max_tokens is [1, 8192]").
"""

import re
from typing import Any, NamedTuple

from translator.request.answer.effort_table import RANK, nearest

NOTE = "parameter-refused"
LIMITS = ("max_completion_tokens", "max_output_tokens", "max_tokens")
EFFORTS = ("reasoning.effort", "reasoning_effort")
# Nothing of the request's meaning is in them, or less than an answer is worth. Longer names stand before those that they begin with.
NAMES = (
    *LIMITS, *EFFORTS, "reasoning.summary", "reasoning", "temperature", "top_p", "top_k", "parallel_tool_calls", "tool_choice",
    "max_tool_calls", "stream_options", "prompt_cache_key", "safety_identifier", "service_tier",
)  # fmt: skip
NAMED = re.compile(r"(?<![\w.])(" + "|".join(re.escape(name) for name in NAMES) + r")(?!\w)")
MOST = re.compile(r"(?:at most|<=|less than or equal to|no more than|not exceed|\[\d+,|maximum (?:value )?(?:is|of))\D{0,3}(\d{1,9})\b")
VALUES = re.compile(r"supported values are:?(.{1,200})")
WORD = re.compile(r"\w+")


class Change(NamedTuple):
    """What is done to a parameter, where it is there. path: its name, of an inner one with a dot.

    value: what it gets, a limit at the most, None leaves it out. instead_of: the only value for which that holds, None means any.
    name: under which it goes instead, empty for its own.
    """

    path: str
    value: int | str | None = None
    instead_of: str | None = None
    name: str = ""


def change(body: dict[str, Any], message: str) -> Change | None:
    """Return what may have a body taken that was refused in these words; None where they name nothing that can be changed."""
    said = message.partition("Upstream (")[2].lower().replace("reasoningeffort", "reasoning_effort")
    if "verified to generate reasoning summar" in said:
        return _if_there(body, Change("reasoning.summary"))
    effort = next((path for path in EFFORTS if _value(body, path) is not None), None)
    if effort and (listed := VALUES.search(said)) and (words := [word for word in WORD.findall(listed.group(1)) if word in RANK]):
        now = _value(body, effort)
        return Change(effort, nearest(str(now), sorted(words, key=RANK.__getitem__)), str(now)) if now not in words else None
    for found in NAMED.finditer(said):
        path = found.group(1)
        if path in LIMITS and any(name in body for name in LIMITS):
            return _limit(body, path, said)
        if path == "tool_choice" and body.get(path) in ("auto", "none"):
            continue
        if path in EFFORTS and effort and f"{path} to 'none'" in said:
            return Change(effort, "none") if _value(body, effort) != "none" else Change(effort)
        if _value(body, path) is not None:
            return Change(path)
    return None


def lasts(made: Change) -> bool:
    """Tell whether a change holds for other requests to the same model: a choice of tools may be refused for what else is asked."""
    return made.path != "tool_choice"


def apply(body: dict[str, Any], made: Change) -> bool:
    """Make a change, in place of objects that other requests may share; tells whether there was anything to change."""
    now = _value(body, made.path)
    if now is None or (made.instead_of is not None and now != made.instead_of) or now == made.value:
        return False
    if isinstance(made.value, int) and isinstance(now, int) and now <= made.value:
        return False
    outer, _, inner = made.path.partition(".")
    if made.name:
        body[made.name] = body.pop(made.path)
    elif inner:
        rest = {name: value for name, value in body[outer].items() if name != inner}
        body[outer] = rest if made.value is None else {**rest, inner: made.value}
        if not body[outer]:
            del body[outer]
    elif made.value is None:
        del body[outer]
    else:
        body[outer] = made.value
    return True


def _limit(body: dict[str, Any], named: str, said: str) -> Change | None:
    own = next(name for name in LIMITS if name in body)
    if most := MOST.search(said):
        return Change(own, int(most.group(1))) if 0 < int(most.group(1)) < body[own] else None
    other = {"max_tokens": "max_completion_tokens", "max_completion_tokens": "max_tokens"}.get(own, "")
    return Change(own, name=other) if other and named == own else None


def _if_there(body: dict[str, Any], made: Change) -> Change | None:
    return made if _value(body, made.path) is not None else None


def _value(body: dict[str, Any], path: str) -> Any:  # noqa: ANN401 (a JSON value)
    outer, _, inner = path.partition(".")
    value = body.get(outer)
    if not inner:
        return value
    return value.get(inner) if isinstance(value, dict) else None
