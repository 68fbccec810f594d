"""search_result blocks: passages that the client gives for citing, as text with their source."""

from translator.message import Block
from translator.request import text
from translator.request.history.walk import Walk


def read(block: Block, walk: Walk, out: list[Block]) -> None:
    """Append the passages under their title and source."""
    walk.note_citations(block)
    passages = "\n".join(part["text"] for part in block["content"] if isinstance(part.get("text"), str))
    head = f'<search_result title="{block["title"]}" source="{block["source"]}">'
    text.add(text.clean(f"{head}\n{passages}\n</search_result>", walk.notes), out)
