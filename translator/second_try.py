"""What an upstream refused and would take otherwise: taken out of its body, which is then sent once more."""

from typing import Any

from gateway.errors.error_table import SEALED, TOO_MANY_TOOLS
from translator.failure import Failure
from translator.plan import Plan
from translator.request import forget, tool_limit

# Upstreams that take fewer tools than they are sent tell so once.
MOST_KNOWN = 256


class ToolLimits:
    """How many tools upstreams take, by what they said of it: address and model → number."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], int] = {}

    def keep(self, plan: Plan, url: str, body: dict[str, Any]) -> None:
        """Leave out of a body what its upstream is known to refuse."""
        most = self._known.get((url, plan.target.model)) if self._known else None
        if most is not None:
            tool_limit.shorten(plan, body, most)

    def mended(self, failure: Failure, plan: Plan, url: str, body: dict[str, Any]) -> bool:
        """Mend a body in place after its upstream's refusal, noted; tells whether it is worth sending again."""
        if failure.cause == SEALED and forget.reasoning(body):
            plan.notes.add("dropped-unreadable-reasoning")
            return True
        if failure.cause != TOO_MANY_TOOLS:
            return False
        most = tool_limit.said(failure.message)
        if not tool_limit.shorten(plan, body, most):
            return False
        if len(self._known) < MOST_KNOWN:
            self._known[(url, plan.target.model)] = most
        return True
