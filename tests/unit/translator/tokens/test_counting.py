import base64
import io
import struct
from typing import Any

import pytest
from pypdf import PdfWriter

from tests.unit.translator.request.blocks.test_documents import pdf as written_pdf
from translator.target import Capability, Target
from translator.tokens import pdf as pdf_tokens
from translator.tokens import vocabulary
from translator.tokens.counting import Count, count

PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", 1024, 1024)).decode()
PICTURE = f"data:image/png;base64,{PNG}"


def on_responses(*items: dict[str, Any], model: str = "gpt-5.4", **body: object) -> Count:
    """Count a body of input items."""
    return count({"input": list(items), **body}, Target(model, "responses", Capability(openai=True)))


def on_chat(*messages: dict[str, Any], model: str = "gpt-4.1", **body: object) -> Count:
    """Count a body of messages."""
    return count({"messages": list(messages), **body}, Target(model, "chat", Capability(openai=True)))


def user(*parts: dict[str, Any]) -> dict[str, Any]:
    """A user message of the Responses API."""
    return {"type": "message", "role": "user", "content": list(parts)}


def pdf(pages: int) -> str:
    """A PDF of blank letter pages."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(612, 792)
    file = io.BytesIO()
    writer.write(file)
    return f"data:application/pdf;base64,{base64.b64encode(file.getvalue()).decode()}"


def test_images_count_by_the_targets_rule_on_both_wires() -> None:
    """An image's base64 is never counted as text; its pixels are, by each model's rule."""
    empty = on_responses(user())
    assert on_responses(user({"type": "input_image", "image_url": PICTURE})).tokens - empty.tokens == 1229
    shown = {"role": "user", "content": [{"type": "image_url", "image_url": {"url": PICTURE}}]}
    assert on_chat(shown).tokens - on_chat({"role": "user", "content": []}).tokens == 765
    in_result = {"type": "function_call_output", "call_id": "a", "output": [{"type": "input_image", "image_url": PICTURE}]}
    assert on_responses(in_result).tokens > 1229


def test_what_is_not_in_the_body_is_marked_as_guessed() -> None:
    """Images and documents by address, sealed reasoning and hosted search are estimated, and say so."""
    parts = (
        user({"type": "input_image", "image_url": "https://example.com/a.png"}),
        user({"type": "input_file", "file_url": "https://example.com/a.pdf"}),
        {"type": "reasoning", "summary": [], "encrypted_content": "x" * 11_000},
    )
    for part in parts:
        assert on_responses(part).guessed > 0
    assert on_responses(user(), tools=[{"type": "web_search"}]).guessed > 0
    assert on_responses(user({"type": "input_text", "text": "Hi"})).guessed == 0


def test_reasoning_counts_in_its_own_turn_alone() -> None:
    """The model is given its reasoning again within a turn; that of earlier turns is dropped by the API."""
    sealed = {"type": "reasoning", "summary": [], "encrypted_content": "x" * 11_000}
    assert on_responses(user(), sealed).tokens > on_responses(sealed, user()).tokens + 1500


@pytest.mark.parametrize(("model", "a_page"), [("gpt-4o", 85), ("gpt-5-mini", 250), ("gpt-5.6-sol", 2900)])
def test_a_pdf_costs_a_picture_a_page(model: str, a_page: int) -> None:
    """Pages are pictures at the detail that the API takes by default: low before GPT-5.6, high from then on."""
    few, many = (
        on_responses(user({"type": "input_file", "filename": "a.pdf", "file_data": pdf(pages)}), model=model).tokens for pages in (1, 41)
    )
    assert (many - few) / 40 == pytest.approx(a_page, rel=0.1)


def test_a_broken_pdf_is_no_failure() -> None:
    """What cannot be read adds nothing and raises nothing."""
    broken = user({"type": "input_file", "filename": "a.pdf", "file_data": "data:application/pdf;base64,JVBERi0xLjQK"})
    assert on_responses(broken).tokens == on_responses(user()).tokens


def test_a_pdf_that_takes_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that would be read for minutes costs bounded time: the pages that were read speak for the rest."""
    monkeypatch.setattr(pdf_tokens, "PROCESSOR", 1)
    bomb = "x) Tj ET\n" + "BT /F1 12 Tf 20 100 Td (word word word word) Tj ET\n" * 40_000 + "BT /F1 12 Tf 20 100 Td (y"
    one, two = (
        on_responses(
            user({"type": "input_file", "filename": "a.pdf", "file_data": f"data:application/pdf;base64,{written_pdf(*pages)}"})
        ).tokens
        for pages in (("Hello",), ("Hello", bomb))
    )
    assert 0 < one - on_responses(user()).tokens == (two - on_responses(user()).tokens) / 2


def test_calls_at_once_cost_more_where_they_are_wrapped() -> None:
    """gpt-4.1 wraps several calls of one message into one; two messages with one call each do without."""

    def call(name: str) -> dict[str, Any]:
        return {"id": name, "type": "function", "function": {"name": name, "arguments": "{}"}}

    together = on_chat({"role": "assistant", "content": None, "tool_calls": [call("a"), call("b")]})
    apart = on_chat(*({"role": "assistant", "content": None, "tool_calls": [call(name)]} for name in "ab"))
    assert together.tokens > apart.tokens


def test_models_of_others_read_functions_as_json() -> None:
    """A backend that is not OpenAI's is taken to show the JSON itself."""
    tool = {"type": "function", "function": {"name": "f", "parameters": {"type": "object", "properties": {"a": {"type": "string"}}}}}
    said = {"role": "user", "content": "Hi"}
    assert on_chat(said, tools=[tool], model="qwen3-coder").tokens != on_chat(said, tools=[tool]).tokens


def test_unknown_parts_are_passed_over() -> None:
    """Null content and item types that are new raise nothing."""
    assert on_responses({"type": "novel"}, {"type": "message", "role": "user", "content": None}).tokens > 0
    assert on_chat({"role": "assistant", "content": None}, {"role": "tool", "content": "x"}).tokens > 0


def test_a_large_body_is_counted_from_its_texts() -> None:
    """The sum is that of the texts plus a few marks for each message."""
    text = "def f(x):\n    return x + 1\n" * 3000
    words = vocabulary.load("o200k_base").count(text)
    assert words < on_chat({"role": "user", "content": text}).tokens < words + 10
