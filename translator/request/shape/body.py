"""The shape of the whole body: required fields and types, refused in the API's own words; what is unknown passes.

Source of the rules: Anthropic, Create a Message, and the types of its Python SDK. Limits that depend on Anthropic's own models
(a budget below max_tokens, prefill, thinking with a forced tool) are not ours to refuse.
"""

from collections.abc import Callable
from typing import Any

from translator.failure import invalid
from translator.plan import Plan
from translator.request.shape.faults import BOOLEAN, LIST, REQUIRED, STRING, field, integer, number, optional, tag
from translator.request.shape.messages import messages_fault, system_fault
from translator.request.shape.tools import choice_fault, tools_fault

THINKING = ("adaptive", "disabled", "enabled", "between_tools")


def apply(plan: Plan) -> None:
    """Raise Failure for the first fault of the body; take over whether the answer is to be streamed."""
    body = plan.body
    for check in CHECKS:
        if fault := check(body):
            raise invalid(fault)
    plan.stream = body.get("stream") is True


def _model(body: dict[str, Any]) -> str | None:
    fault = field(body, "model", str)
    return fault[1:] if fault else None


def _max_tokens(body: dict[str, Any]) -> str | None:
    if "max_tokens" not in body:
        return f"max_tokens{REQUIRED}"
    fault = integer(body["max_tokens"], 0)
    return f"max_tokens{fault}" if fault else None


def _scalars(body: dict[str, Any]) -> str | None:
    if (value := body.get("temperature")) is not None and (fault := number(value, 0, 1)):
        return f"temperature{fault}"
    if (value := body.get("top_p")) is not None and (fault := number(value, 0, 1)):
        return f"top_p{fault}"
    if (value := body.get("top_k")) is not None and (fault := integer(value, 0)):
        return f"top_k{fault}"
    if (value := body.get("stream")) is not None and not isinstance(value, bool):
        return f"stream{BOOLEAN}"
    fault = optional(body, "service_tier", str)
    return fault[1:] if fault else None


def _stops(body: dict[str, Any]) -> str | None:
    stops = body.get("stop_sequences")
    if stops is None:
        return None
    if not isinstance(stops, list):
        return f"stop_sequences{LIST}"
    for place, stop in enumerate(stops):
        if not isinstance(stop, str):
            return f"stop_sequences.{place}{STRING}"
        if not stop.strip():
            return "stop_sequences: each stop sequence must contain non-whitespace"
    return None


def _thinking(body: dict[str, Any]) -> str | None:
    thinking = body.get("thinking")
    if thinking is None:
        return None
    fault = tag(thinking, THINKING)
    if not fault and thinking["type"] == "enabled":
        found = integer(thinking["budget_tokens"], 1) if "budget_tokens" in thinking else REQUIRED
        fault = f".enabled.budget_tokens{found}" if found else None
    fault = fault or optional(thinking, "display", str)
    return f"thinking{fault}" if fault else None


def _metadata(body: dict[str, Any]) -> str | None:
    if fault := optional(body, "metadata", dict):
        return fault[1:]
    fault = optional(body["metadata"], "user_id", str) if body.get("metadata") else None
    return f"metadata{fault}" if fault else None


def _output_config(body: dict[str, Any]) -> str | None:
    for name in ("output_config", "output_format"):
        if fault := optional(body, name, dict):
            return fault[1:]
    config = body.get("output_config")
    if not config:
        return None
    fault = optional(config, "effort", str) or optional(config, "format", dict)
    return f"output_config{fault}" if fault else None


CHECKS: tuple[Callable[[dict[str, Any]], str | None], ...] = (
    _model,
    messages_fault,
    _max_tokens,
    system_fault,
    tools_fault,
    choice_fault,
    _scalars,
    _stops,
    _thinking,
    _metadata,
    _output_config,
)
