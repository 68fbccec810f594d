"""Image blocks: base64, address or a file of the Files API."""

from translator.plan import Block
from translator.request import text
from translator.request.walk import Walk, words

OUT_OF_REACH = "(An image stood here. It is a file of Anthropic's Files API, which this model cannot reach.)"
NOT_TAKEN = "(An image stood here. This model does not take images.)"


def read(block: Block, walk: Walk, out: list[Block]) -> None:
    """Append the image by its address or as a data: URL, else words that say what is missing, noted."""
    if not walk.target.capability.images:
        walk.notes.add("dropped-image")
        text.add(NOT_TAKEN, out)
        return
    source = block["source"]
    match source["type"]:
        case "base64":
            out.append({"type": "image", "url": f"data:{source['media_type']};base64,{source['data']}"})
        case "url":
            out.append({"type": "image", "url": source["url"]})
        case kind:
            walk.notes.add("file-out-of-reach" if kind == "file" else "unknown-source")
            text.add(OUT_OF_REACH if kind == "file" else f"(An image stood here. Its source is unknown: {words(kind)}.)", out)
