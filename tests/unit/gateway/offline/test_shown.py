"""Images and files: that they arrived can be told from the answer, on both wires."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from gateway.offline.agent import answer
from gateway.offline.answer import Called, Said
from gateway.offline.wires.read_request import from_chat, from_responses
from tests.samples import pdf, png
from tests.unit.gateway.offline.workbench import schemas

IMAGE = "data:image/png;base64," + base64.b64encode(png(40, 30)).decode()
PDF = "data:application/pdf;base64," + base64.b64encode(pdf("The first page.", "The second page.")).decode()
ARGUMENTS = '{"file_path":"x.png"}'
WORDS = {"image": ("[image: image/png, 40 by 30 pixels, ",), "file": ("[file a.pdf: 2 pages, ", "Page 2: The second page.")}


def _responses(kind: str) -> dict[str, Any]:
    part = {"type": "input_image", "image_url": IMAGE} if kind == "image" else {"type": "input_file", "filename": "a.pdf", "file_data": PDF}
    call = {"type": "function_call", "call_id": "c1", "name": "Read", "arguments": ARGUMENTS}
    tools = [{"type": "function", "name": "Read", "parameters": schemas()["Read"]}]
    given = [{"role": "user", "content": "Read x.png"}, call, {"type": "function_call_output", "call_id": "c1", "output": [part]}]
    return {"model": "gpt-5", "input": given, "tools": tools}


def _chat(kind: str) -> dict[str, Any]:
    """The part stands in a user message after the result, as the wire wants it."""
    part = {"type": "image_url", "image_url": {"url": IMAGE}}
    if kind == "file":
        part = {"type": "file", "file": {"filename": "a.pdf", "file_data": PDF}}
    calls = [{"id": "c1", "type": "function", "function": {"name": "Read", "arguments": ARGUMENTS}}]
    messages = [
        {"role": "user", "content": "Read x.png"},
        {"role": "assistant", "content": None, "tool_calls": calls},
        {"role": "tool", "tool_call_id": "c1", "content": "(It follows.)"},
        {"role": "user", "content": [{"type": "text", "text": "From the result of the tool call c1 (Read):"}, part]},
    ]
    return {"model": "gpt-5", "messages": messages, "tools": [{"type": "function", "function": {"name": "Read", "parameters": {}}}]}


@pytest.mark.parametrize("kind", ["image", "file"])
@pytest.mark.parametrize("wire", ["responses", "chat"])
def test_in_a_result(wire: str, kind: str) -> None:
    """What a result shows is told in the closing text, with its type and size, and a document's text; it is no new instruction."""
    found = answer(from_responses(_responses(kind)) if wire == "responses" else from_chat(_chat(kind)))
    text = "".join(part.text for part in found.parts if isinstance(part, Said))
    assert text.startswith("Done.\n- Read x.png:")
    assert all(words in text for words in WORDS[kind])


def test_beside_an_instruction() -> None:
    """An image that the user shows beside an instruction does not stand in the instruction's way."""
    content = [{"type": "input_text", "text": "Read x.png"}, {"type": "input_image", "image_url": IMAGE}]
    body = _responses("image") | {"input": [{"role": "user", "content": content}]}
    (call,) = answer(from_responses(body)).parts
    assert isinstance(call, Called)
    assert (call.name, call.arguments) == ("Read", '{"file_path":"x.png"}')


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ({"type": "input_image", "image_url": "https://example.com/a.png"}, "[image: https://example.com/a.png]"),
        ({"type": "input_file", "file_id": "file-1"}, "[file without a name: file-1]"),
        ({"type": "input_image", "image_url": "data:image/png;base64,!!"}, "[image: data:image/png;base64,!!]"),
    ],
    ids=["address", "id", "broken"],
)
def test_what_cannot_be_looked_into(part: dict[str, Any], words: str) -> None:
    """An image or file that is not there itself, or is broken, is told by what the request says of it."""
    body = _responses("image")
    body["input"][2]["output"] = [part]
    (said, *_) = answer(from_responses(body)).parts
    assert isinstance(said, Said)
    assert words in said.text
