"""The system prompt: a string or blocks of text, in their order, without the client's attribution header.

The header is no part of the prompt for Anthropic's own endpoint, which removes it; read as text by another upstream it would
change the prompt's beginning and so defeat the upstream's prompt cache (code.claude.com, LLM gateway protocol).
"""

from translator.plan import Plan
from translator.request import text

HEADER = "x-anthropic-billing-header:"


def apply(plan: Plan) -> None:
    """Fill plan.system; cache_control is dropped, since the upstreams cache by prefix on their own."""
    system = plan.body.get("system")
    if not system:
        return
    parts = [system] if isinstance(system, str) else [block["text"] for block in system]
    for part in parts:
        kept = without_header(part)
        if kept:
            plan.system.append(text.clean(kept, plan.notes))


def without_header(part: str) -> str:
    """Return a part of the system prompt without the attribution header that it may begin with."""
    begin = part.lstrip() if part[:1].isspace() else part
    if not begin.startswith(HEADER):
        return part
    return begin.partition("\n")[2].lstrip("\n")
