"""thinking and redacted_thinking blocks: ours for this target are replayed exactly, all others are left out.

Anthropic's own signatures, and those of another model, mean nothing to this upstream: it refuses encrypted reasoning that is not its own.
"""

from translator.message import Block
from translator.request.history.walk import Walk
from translator.signature import unpack


def thinking(block: Block, walk: Walk, out: list[Block]) -> None:
    """Append the block with the upstream's item, if its signature is ours and for this target."""
    _keep({"type": "thinking", "thinking": block["thinking"], "signature": block["signature"]}, block["signature"], walk, out)


def redacted(block: Block, walk: Walk, out: list[Block]) -> None:
    """Append the block with the upstream's item, if its data is ours and for this target."""
    _keep({"type": "redacted_thinking", "data": block["data"]}, block["data"], walk, out)


def _keep(kept: Block, carried: str, walk: Walk, out: list[Block]) -> None:
    found = unpack(carried)
    if found is None or found[0] != walk.target.model or (found[1].get("type") == "reasoning") != (walk.target.wire == "responses"):
        walk.notes.add("dropped-foreign-thinking")
        return
    kept["item"] = found[1]
    out.append(kept)
