"""What the readers of one request's blocks share while they go through its history."""

from dataclasses import dataclass, field

from translator.message import Block, Message
from translator.notes import Notes
from translator.target import Target


@dataclass
class Walk:
    """The state of one walk through a history.

    names: the client's tool names → the upstream's, for those that differ.
    searches: past web searches by id, so that their results, which come as a block of their own, find them.
    uses: past calls of other server tools: id → name.
    shared: the last message that other requests begin with as well: it is never changed.
    last_text, last_cited: the text block that was read last, and whether its last piece had citations.
    """

    target: Target
    notes: Notes
    names: dict[str, str] = field(default_factory=dict)
    searches: dict[str, Block] = field(default_factory=dict)
    uses: dict[str, str] = field(default_factory=dict)
    shared: Message | None = None
    last_text: Block | None = None
    last_cited: bool = False

    def note_citations(self, block: Block) -> None:
        """Note that a block asks for citations, which no upstream gives for it."""
        wanted = block.get("citations")
        if isinstance(wanted, dict) and wanted.get("enabled") is True:
            self.notes.add("citations-unavailable")


def words(value: object) -> str:
    """Return a value if it is a string, else an empty one: optional fields of blocks may be absent, null or unexpected."""
    return value if isinstance(value, str) else ""
