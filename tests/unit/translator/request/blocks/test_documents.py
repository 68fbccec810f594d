"""Documents in the history."""

import base64
import io
from typing import Any

import pytest
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from tests.unit.translator.request.bodies import GPT, GPT_CHAT, LOCAL, planned, text, user
from translator.request.pdf import pdf_text
from translator.request.wires import to_chat, to_responses


def pdf(*pages: str) -> str:
    """Return a PDF with these pages, coded in base64; an empty page holds no text."""
    writer = PdfWriter()
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    for words in pages:
        page = writer.add_blank_page(300, 300)
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})})
        stream = DecodedStreamObject()
        stream.set_data(f"BT /F1 12 Tf 20 100 Td ({words}) Tj ET".encode())
        page[NameObject("/Contents")] = stream
    out = io.BytesIO()
    writer.write(out)
    return base64.b64encode(out.getvalue()).decode()


def document(source: dict[str, Any], **more: object) -> dict[str, Any]:
    """Return a document block."""
    return {"type": "document", "source": source, **more}


def base64_pdf(data: str, **more: object) -> dict[str, Any]:
    """Return a document block with a PDF."""
    return document({"type": "base64", "media_type": "application/pdf", "data": data}, **more)


def test_a_pdf_is_a_file_where_the_target_takes_files() -> None:
    """OpenAI, File inputs: input_file with file_data on Responses, file on chat completions; the title names it."""
    data = pdf("Hello")
    block = base64_pdf(data, title="Plan", context="A draft.")
    url = f"data:application/pdf;base64,{data}"
    part = to_responses.write(planned(user(block)))["input"][0]["content"][1]
    assert part == {"type": "input_file", "filename": "Plan.pdf", "file_data": url}
    chat = to_chat.write(planned(user(block), target=GPT_CHAT))["messages"][0]["content"]
    assert "A draft." in chat[0]["text"]
    assert chat[1] == {"type": "file", "file": {"filename": "Plan.pdf", "file_data": url}}


def test_a_pdf_is_read_page_by_page_where_the_target_takes_none() -> None:
    """The model must still see what stands on which page."""
    plan = planned(user(base64_pdf(pdf("Hello", "World"), title="Plan"), text("?")), target=LOCAL)
    said = plan.messages[0].content[0]["text"]
    assert said.index("Plan") < said.index("[page 1 of 2]\nHello") < said.index("[page 2 of 2]\nWorld")
    assert plan.notes.kinds == {"document-as-text": 1}


@pytest.mark.parametrize("data", ["bm90IGEgcGRm", "!!!", "", base64.b64encode(b"%PDF-1.7\n1 0 obj").decode()])
def test_a_broken_pdf_becomes_a_word(data: str) -> None:
    """A broken file must not end the conversation."""
    plan = planned(user(base64_pdf(data)), target=LOCAL)
    assert "could not be read" in plan.messages[0].content[0]["text"]
    assert plan.notes.kinds == {"document-as-text": 1, "unreadable-document": 1}


def test_a_pdf_of_pictures_says_so() -> None:
    """Scanned pages have no text to give."""
    plan = planned(user(base64_pdf(pdf(""))), target=LOCAL)
    assert "holds no text" in plan.messages[0].content[0]["text"]


def test_plain_text_and_content_documents_are_text() -> None:
    """Anthropic, Citations: text and content sources, with title and context; images inside stay images."""
    image = {"type": "image", "source": {"type": "url", "url": "https://a.example/b.png"}}
    plain = document({"type": "text", "media_type": "text/plain", "data": "Grass is green."}, title="Facts", context="Nature")
    plan = planned(user(plain, document({"type": "content", "content": "x"}), document({"type": "content", "content": [text("y"), image]})))
    blocks = plan.messages[0].content
    assert all(word in blocks[0]["text"] for word in ("Facts", "Nature", "Grass is green."))
    assert "x" in blocks[1]["text"]
    assert [block["type"] for block in blocks[2:]] == ["text", "text", "image", "text"]
    assert not plan.notes.kinds


def test_a_pdf_by_address_goes_to_the_responses_api_alone() -> None:
    """OpenAI, File inputs: file_url is taken by Responses, not by chat completions."""
    block = document({"type": "url", "url": "https://a.example/b.pdf"})
    assert to_responses.write(planned(user(block)))["input"][0]["content"] == [
        {"type": "input_file", "file_url": "https://a.example/b.pdf"}
    ]
    for target in (GPT_CHAT, LOCAL):
        plan = planned(user(block), target=target)
        assert "https://a.example/b.pdf" in plan.messages[0].content[0]["text"]
        assert plan.notes.kinds == {"document-out-of-reach": 1}


def test_a_file_of_the_files_api_leaves_a_word() -> None:
    """Its content is at Anthropic, out of reach."""
    plan = planned(user(document({"type": "file", "file_id": "file_1"})), target=GPT)
    assert plan.notes.kinds == {"file-out-of-reach": 1}


def test_a_title_goes_with_an_address() -> None:
    """OpenAI, input_file: file_url has no filename, so the title is told in words."""
    block = document({"type": "url", "url": "https://a.example/b.pdf"}, title="Plan")
    told, shown = planned(user(block)).messages[0].content
    assert "Plan" in told["text"]
    assert shown["url"] == "https://a.example/b.pdf"


def test_a_pdf_that_takes_too_long_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that would be read for minutes (a bomb, or very long) costs bounded time; what was read is kept, and the rest told."""
    monkeypatch.setattr(pdf_text, "PROCESSOR", 1)
    bomb = "x) Tj ET\n" + "BT /F1 12 Tf 20 100 Td (word word word word) Tj ET\n" * 40_000 + "BT /F1 12 Tf 20 100 Td (y"
    plan = planned(user(base64_pdf(pdf("Hello", bomb))), target=LOCAL)
    said = plan.messages[0].content[0]["text"]
    assert "[page 1 of 2]\nHello" in said
    assert "pages from 2 on were not read" in said
    assert plan.notes.kinds == {"document-as-text": 1, "document-cut": 1}


def test_a_pdf_of_too_many_pages_is_cut() -> None:
    """Anthropic, PDF support: 600 pages at the most."""
    read = pdf_text.extract(pdf(*["x"] * 601))
    assert (read.readable, read.whole) == (True, False)
    assert "[page 600 of 601]" in read.text
    assert "pages from 601 on were not read" in read.text


def test_base64_in_lines() -> None:
    """Some encoders break lines, which OpenAI's data URLs do not take."""
    data = pdf("Hello")
    plan = planned(user(base64_pdf(f"{data[:76]}\r\n{data[76:]}\n")))
    assert plan.messages[0].content[0]["url"] == f"data:application/pdf;base64,{data}"
