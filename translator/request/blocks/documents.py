"""Document blocks: PDF, plain text, content blocks, an address or a file of the Files API."""

from translator.message import Block
from translator.request import text
from translator.request.blocks import images
from translator.request.history.walk import Walk, words
from translator.request.pdf import pdf_text

DEFAULT_NAME = "document.pdf"


def read(block: Block, walk: Walk, out: list[Block]) -> None:
    """Append the document as a file where the target takes it, else as text; title and context go along.

    A PDF by address needs the Responses API: chat completions takes files by their data alone (OpenAI, File inputs).
    """
    walk.note_citations(block)
    source = block["source"]
    capability = walk.target.capability
    match source["type"]:
        case "base64" if capability.files:
            _file(block, f"data:{source['media_type']};base64,{images.unspaced(source['data'])}", walk, out)
        case "base64":
            walk.notes.add("document-as-text")
            found = pdf_text.extract(source["data"])
            if not found.readable or not found.whole:
                walk.notes.add("document-cut" if found.readable else "unreadable-document")
            _framed(block, found.text, walk, out)
        case "text":
            _framed(block, source["data"], walk, out)
        case "content":
            _content(block, walk, out)
        case "url" if capability.files and walk.target.wire == "responses":
            _file(block, text.clean(source["url"], walk.notes), walk, out)
        case "url":
            walk.notes.add("document-out-of-reach")
            _framed(block, f"(The document at {source['url']} was not fetched: this model takes no documents by address.)", walk, out)
        case "file":
            walk.notes.add("file-out-of-reach")
            _framed(block, "(The document is a file of Anthropic's Files API, which this model cannot reach.)", walk, out)
        case kind:
            walk.notes.add("unknown-source")
            _framed(block, words(source.get("data")) or f"(A document whose source is unknown: {words(kind)}.)", walk, out)


def _file(block: Block, url: str, walk: Walk, out: list[Block]) -> None:
    if context := words(block.get("context")):
        text.add(text.clean(f"Context of the document that follows: {context}", walk.notes), out)
    name = text.clean(words(block.get("title")), walk.notes) or DEFAULT_NAME
    if name != DEFAULT_NAME and not url.startswith("data:"):
        # A file by address has no name of its own on the wire.
        text.add(f"Title of the document that follows: {name}", out)
    out.append({"type": "file", "filename": name if name.lower().endswith(".pdf") else f"{name}.pdf", "url": url})


def _head(block: Block) -> str:
    title, context = words(block.get("title")), words(block.get("context"))
    head = f'<document title="{title}">' if title else "<document>"
    return f"{head}\nContext: {context}\n" if context else f"{head}\n"


def _framed(block: Block, inside: str, walk: Walk, out: list[Block]) -> None:
    text.add(text.clean(f"{_head(block)}{inside}\n</document>", walk.notes), out)


def _content(block: Block, walk: Walk, out: list[Block]) -> None:
    content = block["source"]["content"]
    if isinstance(content, str):
        _framed(block, content, walk, out)
        return
    text.add(text.clean(_head(block), walk.notes), out)
    for part in content:
        if part["type"] == "text":
            text.add(text.clean(part["text"], walk.notes), out)
        elif part["type"] == "image":
            images.read(part, walk, out)
        else:
            walk.notes.add("unknown-block")
    text.add("</document>", out)
