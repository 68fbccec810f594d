"""The length of the answer, sampling and the service tier."""

from translator.failure import invalid
from translator.plan import Plan
from translator.target import Capability

TIERS = ("auto", "standard_only")


def apply(plan: Plan) -> None:
    """Set plan.max_output, temperature, top_p, top_k and service_tier, within what the target takes.

    Runs after the effort is known: some models sample only while they do not reason.
    """
    _max_output(plan)
    _sampling(plan)
    tier = plan.body.get("service_tier")
    if tier is not None and tier not in TIERS:
        raise invalid("service_tier: Input should be 'auto' or 'standard_only'")
    # auto is the default of both APIs; only OpenAI's own has tiers.
    if tier == "standard_only" and plan.target.capability.openai:
        plan.service_tier = "default"


def _max_output(plan: Plan) -> None:
    # 0 fills the prompt cache without an answer (Anthropic, Prompt caching); the upstreams have no way to write nothing.
    plan.warm = plan.body["max_tokens"] == 0
    plan.max_output, note = length(plan.body["max_tokens"] or 1, plan.target.capability, raised=not plan.warm)
    if note:
        plan.notes.add(note)


def length(asked: int, capability: Capability, raised: bool = True) -> tuple[int, str]:
    """Return the max_tokens that a target gets for the one asked for, and the note that says so, empty where it is the same.

    raised: whether MIN_TOKENS_LIMIT holds, too.
    """
    most = capability.max_output
    if most is not None and asked > most:
        return most, "max-tokens-clamped"
    least = capability.min_output if raised else None
    if least is not None and asked < least:
        wanted = least if most is None else min(least, most)
        return wanted, "max-tokens-raised" if wanted > asked else ""
    return asked, ""


def _sampling(plan: Plan) -> None:
    body, capability = plan.body, plan.target.capability
    temperature, top_p, top_k = body.get("temperature"), body.get("top_p"), body.get("top_k")
    if capability.sampling or (capability.sampling_at_none and plan.effort == "none"):
        plan.temperature, plan.top_p = temperature, top_p
    else:
        # 1 is the default of both APIs.
        if temperature is not None and temperature != 1:
            plan.notes.add("dropped-temperature")
        if top_p is not None and top_p != 1:
            plan.notes.add("dropped-top-p")
    if top_k is not None:
        # OpenAI's own APIs have no such field and refuse it; many compatible ones take it.
        if capability.openai or plan.target.wire == "responses" or not capability.sampling:
            plan.notes.add("dropped-top-k")
        else:
            plan.top_k = top_k
