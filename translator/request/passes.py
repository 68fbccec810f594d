"""The ordered list of passes that turn an Anthropic request into a plan."""

from collections.abc import Callable
from typing import Any

from translator.plan import Plan
from translator.request import identity, leftovers
from translator.request.answer import effort, limits, output_format, stops, summary_form
from translator.request.history import messages, results
from translator.request.prompt import system
from translator.request.shape import body
from translator.request.tools import choice, tools
from translator.target import Target

PASSES: tuple[Callable[[Plan], None], ...] = (
    body.apply,
    system.apply,
    tools.apply,
    messages.apply,
    results.apply,
    summary_form.apply,
    choice.apply,
    effort.apply,
    limits.apply,
    stops.apply,
    output_format.apply,
    identity.apply,
    leftovers.apply,
)


def plan(body: dict[str, Any], target: Target, asked: str, session: str | None) -> Plan:
    """Return the plan for a request.

    asked: the model's name as the client wrote it; session: the client's session header, None where it sent none.
    Raises Failure for what the Messages API itself refuses.
    """
    made = Plan(body=body, target=target, asked=asked, session=session)
    for one in PASSES:
        one(made)
    return made
