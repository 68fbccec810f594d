"""The history as an upstream's items, of which those that came before are not written again."""

from collections.abc import Callable

from translator.message import Message
from translator.plan import Plan
from translator.request.history.talk import Item

# Some messages in their order; what is to be known of the items before them, which it adds to; the items, which it appends to.
Write = Callable[[list[Message], dict[str, str], list[Item]], None]


def items(plan: Plan, write: Write) -> list[Item]:
    """Return the items for plan.messages; those of the beginning are shared with other requests: never change one."""
    history = plan.history if plan.history is not None and plan.history.stands(plan.messages) else None
    before = plan.notes.kinds.copy()
    out: list[Item] = []
    seen: dict[str, str] = {}
    at = 0
    if history is not None and (known := history.known) is not None:
        out, seen, at = known.items.copy(), known.seen.copy(), len(known.messages)
        for kind, count in known.item_notes.items():
            plan.notes.add(kind, count)
    if history is not None and (lasting := history.lasting) is not None:
        end = len(lasting.messages)
        write(plan.messages[at:end], seen, out)
        lasting.items, lasting.seen, at = out.copy(), seen.copy(), end
        lasting.item_notes = {kind: more for kind, count in plan.notes.kinds.items() if (more := count - before.get(kind, 0))}
        history.keeper.keep(lasting)
    write(plan.messages[at:], seen, out)
    return out
