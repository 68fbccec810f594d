"""Image blocks: base64, address or a file of the Files API."""

import re

from translator.message import Block
from translator.request import text
from translator.request.history.walk import Walk, words

OUT_OF_REACH = "(An image stood here. It is a file of Anthropic's Files API, which this model cannot reach.)"
NOT_TAKEN = "(An image stood here. This model does not take images.)"

# What the bytes begin with, coded in base64. OpenAI trusts the type that is said; clients guess it from a file's name.
KINDS = (("iVBORw0KGgo", "image/png"), ("/9j/", "image/jpeg"), ("R0lGOD", "image/gif"), ("UklGR", "image/webp"))
SPACE = re.compile(r"\s+")


def read(block: Block, walk: Walk, out: list[Block]) -> None:
    """Append the image by its address or as a data: URL, else words that say what is missing, noted."""
    if not walk.target.capability.images:
        walk.notes.add("dropped-image")
        text.add(NOT_TAKEN, out)
        return
    source = block["source"]
    match source["type"]:
        case "base64":
            data = text.clean(unspaced(source["data"]), walk.notes)
            kind = next((kind for begin, kind in KINDS if data.startswith(begin)), source["media_type"])
            out.append({"type": "image", "url": f"data:{kind};base64,{data}"})
        case "url":
            out.append({"type": "image", "url": text.clean(source["url"], walk.notes)})
        case kind:
            walk.notes.add("file-out-of-reach" if kind == "file" else "unknown-source")
            text.add(OUT_OF_REACH if kind == "file" else f"(An image stood here. Its source is unknown: {words(kind)}.)", out)


def unspaced(data: str) -> str:
    """Return base64 without the line breaks that some encoders make and OpenAI refuses."""
    return SPACE.sub("", data) if "\n" in data or " " in data or "\r" in data else data
