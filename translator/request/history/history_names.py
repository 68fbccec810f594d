"""Tool names in the history, as the upstream knows them."""

from functools import lru_cache

from translator.plan import Plan
from translator.request.tools import tool_names


def by_own(plan: Plan) -> dict[str, str]:
    """Return the client's names → the upstream's, for those that differ; built once for a request."""
    return {own: upstream for upstream, own in plan.names.items()}


def upstream(names: dict[str, str], own: str) -> str:
    """Return the upstream's name of a tool; a tool that is no longer defined may still stand in the history under an illegal name."""
    return names.get(own) or _legal(own)


# The same few come with every turn.
@lru_cache(maxsize=2048)
def _legal(own: str) -> str:
    return own if tool_names.LEGAL(own) else tool_names.shortened(own, ())
