"""Content blocks of the request: text, images, documents, passages."""

import base64
import io

from pypdf import PdfWriter

from tests.conformance.sent import HELLO, Json, Sent, invalid, message, request, text
from tests.conformance.verdicts import EXACT, Row, Verdict, approximated, by_api, by_wire, everywhere, refused

PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
IMAGE = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": PNG}}
BY_URL = {"type": "image", "source": {"type": "url", "url": "https://example.org/a.png"}}


def pdf() -> str:
    """A PDF of one empty page, base64."""
    writer = PdfWriter()
    writer.add_blank_page(72, 72)
    out = io.BytesIO()
    writer.write(out)
    return base64.b64encode(out.getvalue()).decode()


PDF = pdf()
DOCUMENT = {"type": "document", "source": {"type": "base64", "media_type": "application/pdf", "data": PDF}}


def document(source: Json, **more: object) -> Json:
    """A document block."""
    return {"type": "document", "source": source, **more}


def shown(item: str, block: Json, verdict: Verdict | tuple[Verdict, ...], *words: str, name: str = "", role: str = "user") -> Row:
    """A row about a block that the model gets as text with these words."""

    def sees(sent: Sent) -> None:
        joined = "\n".join(sent.said(role))
        for word in words:
            assert word in joined, joined

    messages = [HELLO, message(block, role=role), HELLO] if role == "assistant" else [message(block)]
    verdicts = verdict if isinstance(verdict, tuple) else everywhere(verdict)
    return request(item, {"messages": messages}, sees, verdicts, *([f"block:{name}"] if name else []))


def _image(sent: Sent) -> None:
    assert sent.of("image") == [f"data:image/png;base64,{PNG}"]


def _image_url(sent: Sent) -> None:
    assert sent.of("image") == ["https://example.org/a.png"]


def _file(sent: Sent) -> None:
    if sent.column.openai:
        assert sent.of("file") == [f"data:application/pdf;base64,{PDF}"]
    else:
        assert "document" in "".join(sent.said("user"))


def _file_url(sent: Sent) -> None:
    if sent.column.wire == "responses":
        assert sent.of("file") == ["https://example.org/a.pdf"]
    else:
        assert "https://example.org/a.pdf" in "".join(sent.said("user"))


def _cited(sent: Sent) -> None:
    assert sent.said("assistant") == ["Cats purr."]


CITATIONS: dict[str, Json] = {
    "char_location": {"document_index": 0, "document_title": None, "start_char_index": 0, "end_char_index": 4},
    "page_location": {"document_index": 0, "document_title": None, "start_page_number": 1, "end_page_number": 2},
    "content_block_location": {"document_index": 0, "document_title": None, "start_block_index": 0, "end_block_index": 1},
    "web_search_result_location": {"url": "https://cats.example", "title": "Cats", "encrypted_index": "x"},
    "search_result_location": {"source": "x", "title": "Cats", "search_result_index": 0, "start_block_index": 0, "end_block_index": 1},
}


def _citing(kind: str) -> Row:
    block = text("Cats purr.", citations=[{"type": kind, "cited_text": "purr", **CITATIONS[kind]}])
    messages = [HELLO, message(block, role="assistant"), HELLO]
    return request(
        f"`text.citations`: `{kind}`", {"messages": messages}, _cited, everywhere(approximated("dropped-citations")), f"citation:{kind}"
    )


FRAMED = approximated(how="It has no block upstream: the model gets it as text, framed by its title and source, whole.")
NOT_CITED = approximated("citations-unavailable")
FILE = {"type": "file", "file_id": "file_1"}
PASSAGE = {"type": "search_result", "source": "https://cats.example", "title": "Cats", "content": [text("They purr.")]}
PDF_BY_API = by_api(EXACT, approximated("document-as-text", "unreadable-document"))


ROWS: list[Row] = [
    shown("`text`", text("Hello there."), EXACT, "Hello there.", name="text"),
    *[_citing(kind) for kind in CITATIONS],
    request("`image`, base64", {"messages": [message(IMAGE)]}, _image, everywhere(EXACT), "block:image"),
    request("`image`, `url`", {"messages": [message(BY_URL)]}, _image_url, everywhere(EXACT)),
    shown("`image`, `file` (Files API)", {"type": "image", "source": FILE}, refused("file-out-of-reach"), "cannot reach"),
    request(
        "`image.transformations`",
        {"messages": [message({**IMAGE, "transformations": {"oversized_image": "downsize"}})]},
        _image,
        everywhere(approximated(how="The upstream scales images by its own rule, without an error for large ones.")),
    ),
    invalid(
        "`image` of an unknown media type",
        {"messages": [message({"type": "image", "source": {"type": "base64", "media_type": "image/tiff", "data": "x"}})]},
        "messages.0.content.0.source.media_type: Input should be 'image/jpeg'",
    ),
    request("`document`, PDF, base64", {"messages": [message(DOCUMENT)]}, _file, PDF_BY_API, "block:document"),
    request(
        "`document`, PDF, `url`",
        {"messages": [message(document({"type": "url", "url": "https://example.org/a.pdf"}))]},
        _file_url,
        by_wire(EXACT, refused("document-out-of-reach")),
    ),
    shown(
        "`document`, plain text",
        document({"type": "text", "media_type": "text/plain", "data": "All about cats."}, title="Cats", context="A book"),
        FRAMED,
        "All about cats.",
        "Cats",
        "A book",
    ),
    shown("`document`, content blocks", document({"type": "content", "content": [text("One."), text("Two.")]}), FRAMED, "One.", "Two."),
    shown("`document`, `file` (Files API)", document(FILE), refused("file-out-of-reach"), "cannot reach"),
    shown(
        "`document.citations`",
        document({"type": "text", "media_type": "text/plain", "data": "All about cats."}, citations={"enabled": True}),
        NOT_CITED,
        "All about cats.",
    ),
    shown("`search_result`", PASSAGE, FRAMED, "They purr.", "https://cats.example", "Cats", name="search_result"),
    shown("`search_result.citations`", {**PASSAGE, "citations": {"enabled": True}}, NOT_CITED, "They purr."),
]
