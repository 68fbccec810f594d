"""Runs of deltas: what is read together gives the very bytes that it gives one event at a time."""

import json
import tracemalloc
from collections.abc import Iterable
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.wires import CHAT, CHUNKS, RESPONSES, Wire
from tests.gathering import blocks
from tests.unit.translator.response.running import OPTIONS, READERS, checked, events, streamed
from translator.response import mould
from translator.response.stream import Stream
from translator.response.writer import Writer

Json = dict[str, Any]
CHARACTERS = list('ab{}[]":,\\/\n\r\t\x00\x7f\u0085\u2028é😀\ud83d\ude00')
WORDS = ["word ", "and", "STOP", "ST", "OP", "", '","', "\\", '"', "</", "data: x\n\n", '{"a":1}', "}"]
# What an odd server might put into the place of an event's text, or around it.
ODD = [
    '"\\ud800"',
    '"\\u0041\\/"',
    '"a\\qb"',
    '"a\x01b"',
    "null",
    "7",
    '"x","delta":"y"',
    '"x","content":"y"',
    '"x","index":0',
    '"x","error":{"message":"no"}',
]
ODD += [
    '"x","usage":{"prompt_tokens":1,"completion_tokens":2}',
    '"x","output_index":1',
    '"x","summary_index":1',
    '"x","refusal":"y"',
    '"\xff"',
]


class Server:
    """Writes JSON in a manner of its own: the order of the fields, the spaces, the escapes."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.separators = random.choice([(",", ":"), (", ", ": ")])
        self.ascii = random.random() < 0.3
        self.shuffled = random.random() < 0.5
        self.named = random.random() < 0.8
        self.padded = random.random() < 0.5
        self.number = 0

    def event(self, fields: Json, odd: bool = False) -> bytes:
        """Return one event; odd: with something in it that no other one has."""
        self.number += 1
        if "type" in fields:
            fields = {**fields, "sequence_number": self.number, "logprobs": []}
        if self.padded:
            fields["obfuscation"] = "x" * self.random.randrange(9)
        names = list(fields)
        if self.shuffled:
            # The same order in every event of a kind.
            Random(len(names)).shuffle(names)
        said = json.dumps({name: fields[name] for name in names}, separators=self.separators, ensure_ascii=self.ascii)
        if odd:
            said = said.replace(json.dumps("ODD"), self.random.choice(ODD)).replace(
                str(self.number), self.random.choice(["007", "-1", "1e3", "9" * 20])
            )
        name = f"event: {fields['type']}\n" if "type" in fields and self.named else ""
        return f"{name}data: {said}\n\n".encode("utf-8", "surrogatepass" if self.random.random() < 0.5 else "replace")


def responses_run(server: Server, kind: str, index: int, texts: list[str]) -> Iterable[bytes]:
    """Yield deltas of one item of the Responses API, sometimes with another event among them."""
    where: Json = {"item_id": f"item_{index}", "output_index": index}
    where |= {"text": {"content_index": 0}, "args": {}, "summary": {"summary_index": 0}, "thought": {"content_index": 0}}[kind]
    names = {"text": "output_text", "args": "function_call_arguments", "summary": "reasoning_summary_text", "thought": "reasoning_text"}
    for text in texts:
        if server.random.random() < 0.04:
            yield server.event({"type": f"response.{names[kind]}.delta", **where, "delta": "ODD"}, odd=True)
        if server.random.random() < 0.03:
            yield server.event(
                {
                    "type": "response.output_text.annotation.added",
                    **where,
                    "annotation": {"type": "url_citation", "url": "https://a.example"},
                }
            )
        if server.random.random() < 0.02:
            yield server.random.choice([b": keep-alive\n\n", b"\n", b"event: x\n\n"])
        yield server.event({"type": f"response.{names[kind]}.delta", **where, "delta": text})


def responses(random: Random, runs: list[tuple[str, list[str]]]) -> bytes:
    """Return a stream of the Responses API with these runs."""
    server = Server(random)
    parts: list[bytes] = []
    for index, (kind, texts) in enumerate(runs):
        item: Json = {"id": f"item_{index}", "type": {"text": "message", "args": "function_call"}.get(kind, "reasoning")}
        if kind == "args":
            item |= {"call_id": f"call_{index}", "name": "Read", "arguments": ""}
            texts = ['{"a":"', *(json.dumps(text)[1:-1] for text in texts), '"}']
        parts.append(server.event({"type": "response.output_item.added", "output_index": index, "item": item}))
        parts += responses_run(server, kind, index, texts)
        if random.random() < 0.7:
            parts.append(
                server.event({"type": "response.output_item.done", "output_index": index, "item": {**item, "arguments": "".join(texts)}})
            )
    if random.random() < 0.3:
        random.shuffle(parts)
    parts.append(server.event({"type": "response.completed", "response": {"status": "completed", "output": [], "usage": None}}))
    return b"".join(parts)


def chat(random: Random, runs: list[tuple[str, list[str]]]) -> bytes:
    """Return a stream of chat completions with these runs."""
    server = Server(random)
    more: Json = random.choice(
        [{}, {"role": "assistant"}, {"content": None}, {"reasoning_content": None, "role": "assistant"}, {"refusal": None}]
    )
    changing = random.random() < 0.3

    def chunk(delta: Json, odd: bool = False, finish: str | None = None) -> bytes:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        head = {"id": f"c{server.number if changing else 0}", "created": server.number // 5 if changing else 1, "model": "m"}
        return server.event({**head, "choices": [choice], "usage": None}, odd)

    parts: list[bytes] = []
    for index, (kind, texts) in enumerate(runs):
        if kind == "args":
            call = {"index": index, "id": f"call_{index}", "type": "function", "function": {"name": "Read", "arguments": ""}}
            parts.append(chunk({"tool_calls": [call]}))
            texts = ['{"a":"', *(json.dumps(text)[1:-1] for text in texts), '"}']
        for text in texts:
            odd = random.random() < 0.03
            said = "ODD" if odd else text
            fragment = {"tool_calls": [{"index": index, "function": {"arguments": said}}]}
            name = {"text": "content", "summary": "reasoning"}.get(kind, "reasoning_content")
            parts.append(chunk(fragment if kind == "args" else {**more, name: said}, odd))
            if random.random() < 0.02:
                parts.append(random.choice([b": keep-alive\n\n", b"\n"]))
    parts += [chunk({}, finish="stop"), b"data: [DONE]\n\n"]
    return b"".join(parts)


def outcome(wire: str, data: bytes, sizes: Iterable[int] = (), /, **options: object) -> tuple[object, ...]:
    """Return all that can be seen of an answer."""
    writer, out = streamed(wire, data, sizes, **options)
    return out, writer.message, writer.failure and writer.failure.message, writer.characters, writer.notes.kinds, writer.final_usage


def one_by_one(data: bytes) -> list[int]:
    """Return the sizes of the events in a stream."""
    return [len(part) + 2 for part in data.split(b"\n\n")]


def runs(random: Random) -> list[tuple[str, list[str]]]:
    """Return some runs of texts, of kinds of deltas."""
    return [
        (random.choice(["text", "text", "args", "summary", "thought"]), [text(random) for _ in range(random.choice([0, 1, 5, 30, 150]))])
        for _ in range(random.randrange(4))
    ]


def text(random: Random) -> str:
    """Return the text of a delta, seldom a plain one."""
    return random.choice(WORDS) if random.random() < 0.5 else "".join(random.choices(CHARACTERS, k=random.randrange(7)))


CLIENTS: list[Json] = [{}, {}, {"stop": ["STOP"]}, {"thinking": False}, {"display": "omitted"}, {"streaming": False}]


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2**40))
def test_together_as_one_by_one(seed: int) -> None:
    """In one piece, in random pieces and one byte at a time, a stream of any server gives what it gives one event at a time."""
    random = Random(seed)
    wire, made = random.choice([("responses", responses), ("chat", chat)])
    stream, options = made(random, runs(random)), random.choice(CLIENTS)
    want = outcome(wire, stream, one_by_one(stream), **options)
    assert outcome(wire, stream, **options) == want
    assert outcome(wire, stream, [random.randrange(3000) for _ in range(30)], **options) == want
    assert outcome(wire, stream, [1] * min(len(stream), 5000), **options) == want


def shapes() -> list[Any]:
    """Deltas as servers write them: the order of the fields, spaces, what changes from one to the next."""
    text = {"type": "response.output_text.delta", "item_id": "m", "output_index": 0, "content_index": 0}
    call: Json = {"index": 0, "id": "c", "function": {"name": "Read", "arguments": '{"a":"'}}
    shaped: list[tuple[str, str, list[Json]]] = [
        (
            "as OpenAI",
            "responses",
            [{**text, "sequence_number": n, "delta": f"w{n} ", "logprobs": [], "obfuscation": "x" * (n % 7)} for n in range(100)],
        ),
        (
            "sorted",
            "responses",
            [{"content_index": 0, "delta": "é\n", "item_id": "m", "output_index": 0, "type": text["type"]} for _ in range(100)],
        ),
        ("content alone", "chat", [{"id": "c", "choices": [{"index": 0, "delta": {"content": f"w{n}"}}]} for n in range(100)]),
        (
            "all that may be null",
            "chat",
            [
                {
                    "id": str(n),
                    "created": n,
                    "choices": [
                        {
                            "index": 0,
                            "delta": {"role": "assistant", "content": "w", "tool_calls": None, "reasoning": None},
                            "finish_reason": None,
                        }
                    ],
                    "usage": None,
                }
                for n in range(100)
            ],
        ),
        ("thinking", "chat", [{"choices": [{"index": 0, "delta": {"content": None, "reasoning_content": "w"}}]} for _ in range(100)]),
        (
            "a call",
            "chat",
            [
                {"choices": [{"index": 0, "delta": {"tool_calls": [call if n == 0 else {"index": 0, "function": {"arguments": "w"}}]}}]}
                for n in range(100)
            ],
        ),
    ]
    return [pytest.param(wire, events, id=name) for name, wire, events in shaped]


@pytest.mark.parametrize(("wire", "said"), shapes())
@pytest.mark.parametrize("separators", [(",", ":"), (", ", ": ")])
def test_runs_are_read_together(wire: str, said: list[Json], separators: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Deltas of any server that differ in their text alone are not read one by one: a hundred take but a few steps."""
    fed: list[Json] = []
    reader = READERS[wire]
    feed = reader.feed

    def counted(self: object, event: Json) -> None:
        fed.append(event)
        feed(self, event)

    monkeypatch.setattr(reader, "feed", counted)
    data = b"".join(b"data: " + json.dumps(event, separators=separators).encode() + b"\n\n" for event in said)
    found = [event for event in events(streamed(wire, data)[1]) if event["type"] == "content_block_delta"]
    assert len(fed) <= 5
    assert len(found) == len(said)


@pytest.mark.parametrize("wire", [RESPONSES, CHAT], ids=["responses", "chat"])
def test_a_long_answer(wire: Wire) -> None:
    """Each delta of the upstream is a delta of its own for the client."""
    name = "chat" if wire is CHAT else "responses"
    found = checked(events(streamed(name, wire.stream())[1]))
    assert sum(event["type"] == "content_block_delta" for event in found) == CHUNKS
    assert blocks(found)[0]["text"] == "".join(f"word{number:03d} " for number in range(CHUNKS))


def test_events_that_differ_in_more_are_soon_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where every event differs from the one before in a field that is not known, looking for runs ends after a few."""
    tried: list[bytes] = []
    texts = mould.Mould.texts

    def counted(self: mould.Mould, data: bytes) -> tuple[list[str], int]:
        tried.append(data)
        return texts(self, data)

    monkeypatch.setattr(mould.Mould, "texts", counted)
    said = [{"choices": [{"index": 0, "delta": {"content": "w"}}], "at": n} for n in range(2000)]
    writer, out = streamed("chat", b"".join(b"data: " + json.dumps(event).encode() + b"\n\n" for event in said))
    assert isinstance(writer, Writer)
    assert len([event for event in events(out) if event["type"] == "content_block_delta"]) == 2000
    assert len(tried) < 20


@pytest.mark.parametrize(("wire", "name"), [(RESPONSES, "responses"), (CHAT, "chat")], ids=["responses", "chat"])
def test_little_is_kept_of_a_long_stream(wire: Wire, name: str) -> None:
    """Of twenty thousand deltas hardly more is kept than their text, however they come."""
    writer = Writer(**{**OPTIONS, "streaming": True})
    stream = Stream(READERS[name](writer))
    tracemalloc.start()
    try:
        stream.feed(wire.opening)
        before = tracemalloc.get_traced_memory()[0]
        for number in range(0, 20_000, 4):
            stream.feed(b"".join(wire.piece(number + more, b"%07d " % (number + more)) for more in range(1 + number % 3)))
            writer.take()
        kept = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    assert kept < 3 * writer.characters
