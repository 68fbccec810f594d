"""What an upstream refused and would take otherwise: taken out of its body, or written otherwise there, which is then sent once more."""

from typing import Any

from gateway.errors.error_table import LATE_SYSTEM, SCHEMA, SEALED, TOO_MANY_TOOLS
from translator.failure import Failure
from translator.plan import Plan
from translator.request import forget, late_system, plain_schema, tool_limit

# Upstreams that refuse something are sent it once.
MOST_KNOWN = 256

Upstream = tuple[str, str]


class Refusals:
    """What upstreams refused, by address and model: more tools than a number, system messages in mid-conversation, schemas."""

    def __init__(self) -> None:
        self._most_tools: dict[Upstream, int] = {}
        self._no_late_system: set[Upstream] = set()
        self._plain_schemas: set[Upstream] = set()

    def keep(self, plan: Plan, url: str, body: dict[str, Any]) -> None:
        """Leave out of a body what its upstream is known to refuse, or write it otherwise."""
        if not self._most_tools and not self._no_late_system and not self._plain_schemas:
            return
        upstream = (url, plan.target.model)
        most = self._most_tools.get(upstream)
        if most is not None:
            tool_limit.shorten(plan, body, most)
        if upstream in self._no_late_system and late_system.as_user(body):
            plan.notes.add(late_system.NOTE)
        if upstream in self._plain_schemas and plain_schema.simplify(body):
            plan.notes.add(plain_schema.NOTE)

    def mended(self, failure: Failure, plan: Plan, url: str, body: dict[str, Any]) -> bool:
        """Mend a body in place after its upstream's refusal, noted; tells whether it is worth sending again."""
        upstream = (url, plan.target.model)
        if failure.cause == SEALED and forget.reasoning(body):
            plan.notes.add("dropped-unreadable-reasoning")
            return True
        if failure.cause == LATE_SYSTEM and late_system.as_user(body):
            plan.notes.add(late_system.NOTE)
            if len(self._no_late_system) < MOST_KNOWN:
                self._no_late_system.add(upstream)
            return True
        if failure.cause == SCHEMA and plain_schema.simplify(body):
            plan.notes.add(plain_schema.NOTE)
            # OpenAI refuses a single schema, which one session may have: what others send it goes as it is.
            if not plan.target.capability.openai and len(self._plain_schemas) < MOST_KNOWN:
                self._plain_schemas.add(upstream)
            return True
        if failure.cause != TOO_MANY_TOOLS:
            return False
        most = tool_limit.said(failure.message)
        if not tool_limit.shorten(plan, body, most):
            return False
        if len(self._most_tools) < MOST_KNOWN:
            self._most_tools[upstream] = most
        return True
