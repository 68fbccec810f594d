"""Where prompts broke."""

from typing import Any

import orjson
import pytest

from gateway.records import Record
from translator.recording.breaks import Breaks, difference


def body(**parts: Any) -> bytes:  # noqa: ANN401 (fields of the body)
    """Return a Responses body."""
    return orjson.dumps({"model": "m", "instructions": "be", "tools": [{"name": "a"}], "input": ["one", "two"], **parts})


def ask(breaks: Breaks, sent: bytes, cached: int = 0, prompt: int = 5000, **more: object) -> dict[str, str | int]:
    """Send a body and have it answered; return what the record says of the cache."""
    record = Record(time="t", request_id="r", session="s", target="m", tools_offered=5, **more)  # type: ignore[arg-type]
    ticket = breaks.sent(record, sent)
    record.input_tokens, record.cached_tokens = prompt - cached, cached
    breaks.answered(record, ticket)
    return record.cache


@pytest.mark.parametrize(
    ("changed", "part"),
    [
        ({"tools": [{"name": "b"}]}, "tools"),
        ({"instructions": "other"}, "system"),
        ({"input": ["one", "other"]}, "message 2"),
        ({"reasoning": {"effort": "high"}}, "reasoning"),
        ({}, "upstream"),
    ],
)
def test_the_first_part_that_differs(changed: dict[str, Any], part: str) -> None:
    """In the order in which an upstream reads a prompt; upstream where nothing differs."""
    breaks = Breaks()
    assert ask(breaks, body()) == {}
    assert ask(breaks, body(**changed), cached=100) == {"broke": part, "kept": 100}


def test_chat_bodies() -> None:
    """On chat completions the first messages are the system prompt; messages are counted behind it."""
    system, hello = {"role": "system", "content": "a"}, {"role": "user", "content": "b"}
    before = orjson.dumps({"messages": [system, hello]})
    assert difference(before, orjson.dumps({"messages": [{**system, "content": "c"}, hello]})) == "system"
    assert difference(before, orjson.dumps({"messages": [system, {**hello, "content": "c"}]})) == "message 1"
    assert difference(before, orjson.dumps({"messages": [system, hello, hello]})) == "upstream"


def test_what_is_no_break() -> None:
    """Most of it cached, a short prompt, another session or agent, or too long ago."""
    now = [0.0]
    breaks = Breaks(clock=lambda: now[0])
    assert ask(breaks, body()) == {}
    assert ask(breaks, body(instructions="x"), cached=4000) == {}
    assert ask(breaks, body(instructions="y"), agent="a") == {}
    now[0] = 601
    assert ask(breaks, body(instructions="z")) == {}
    assert ask(breaks, body(), prompt=800) == {"broke": "system", "kept": 0}
    assert ask(breaks, body(instructions="q"), prompt=800) == {}


def test_one_that_was_overtaken() -> None:
    """Of two at once only the later one can be told, and a failed one is no reason to tell of."""
    breaks = Breaks()
    first = Record(time="t", request_id="1", session="s", target="m", input_tokens=5000)
    second = Record(time="t", request_id="2", session="s", target="m", input_tokens=5000)
    one, two = breaks.sent(first, body()), breaks.sent(second, body(input=[]))
    breaks.answered(first, one)
    breaks.answered(second, two)
    assert (first.cache, second.cache) == ({}, {})


def test_memory_is_bounded() -> None:
    """In bytes and in sessions; the longest unused go first, and what is too big is not kept at all."""
    breaks = Breaks(most_bytes=10_000, most_sessions=3)
    for number in range(50):
        record = Record(time="t", request_id="r", session=str(number % 7), target="m", input_tokens=2000)
        breaks.answered(record, breaks.sent(record, body(instructions="x" * (number * 60))))
        assert breaks.bytes <= 10_000
    record = Record(time="t", request_id="r", session="big", target="m")
    breaks.answered(record, breaks.sent(record, b"x" * 20_000))
    assert breaks.bytes <= 10_000
