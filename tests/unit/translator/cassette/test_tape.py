"""What the translator keeps of one request, where it records."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from gateway.cassette import file
from gateway.cassette.exchange import MOST_BYTES, Exchange
from translator.asking.routes import Route
from translator.cassette.tape import Recorder, Tape
from translator.failure import Failure
from translator.plan import Plan
from translator.target import Capability, Target

KEY = "not-shaped-like-any-key-0123456789"
BODY: dict[str, Any] = {"model": "m", "input": [{"role": "user", "content": f"what is {KEY}?"}]}
TARGET = Target("m", "responses", Capability())
HEADERS = {
    "content-type": "application/json",
    "user-agent": "openai-code",
    "authorization": f"Bearer {KEY}",
    "openai-organization": "org-0123456789ab",
}
ROUTE = Route(TARGET, "https://resource.example.org/openai/v1", HEADERS, False, ("stop",), "openai")


def came(*pieces: bytes | Exception) -> Callable[[], Awaitable[bytes]]:
    """Return what gives an upstream's pieces, one after the other."""
    left = [*pieces, b""]

    async def read() -> bytes:
        piece = left.pop(0)
        if isinstance(piece, Exception):
            raise piece
        return piece

    return read


def recorded(path: Path, *pieces: bytes | Exception, enough: bool = False, answer: bytes = b"{}", leaves: bool = False) -> list[Exchange]:
    """Record one request: one refusal, then these pieces; enough: after the first the answer is done."""

    async def work(recorder: Recorder) -> None:
        plan = Plan({"model": "claude", "messages": [f"{KEY}"]}, TARGET, "claude")
        tape = recorder.begin("req_1", "session", ROUTE, plan, BODY, 7)
        tape.refused(503, {"Retry-After": "1", "Set-Cookie": "a=b"}, b"busy")
        tape.answered(
            200, {"Content-Type": "text/event-stream", "OpenAI-Organization": "org-0123456789ab", "x-ratelimit-limit-tokens": "5"}
        )
        await read(tape)
        if not leaves:
            tape.told({"type": "http.response.start", "status": 200, "headers": []})
            tape.told({"type": "http.response.body", "body": answer})

    async def read(tape: Tape) -> None:
        try:
            read = tape.reading(came(*pieces))
            while await read():
                if enough:
                    return
        except Failure:
            return

    async def main() -> None:
        await asyncio.create_task(work(Recorder(path)))
        await asyncio.sleep(0)

    asyncio.run(main())
    return file.read(path)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A cassette that has been begun."""
    made = tmp_path / "run.jsonl"
    file.begin(made)
    return made


def test_each_attempt_is_a_line_and_the_last_has_the_clients_part(path: Path) -> None:
    """A refusal that was answered by another attempt is kept too, in its place."""
    first, last = recorded(path, b"data: 1\n\n", b"data: 2\n\n")
    assert (first.upstream.status, first.upstream.pieces()[0][1], first.client) == (503, b"busy", None)
    assert [data for _, data in last.upstream.pieces()] == [b"data: 1\n\n", b"data: 2\n\n"]
    assert last.client is not None
    assert (last.client.status, last.client.answer, last.client.session, last.client.ended) == (200, "{}", "session", "whole")
    assert (last.estimate, last.drop, last.upstream.path) == (7, ["stop"], "/openai/v1/responses")


def test_no_secret_of_the_route_is_kept(path: Path) -> None:
    """Neither the key nor the organization nor the host, wherever they stand; of the headers only the harmless ones."""
    first, last = recorded(path, f'data: {{"delta": "{KEY[:9]}"}}\n\n'.encode(), f'data: {{"delta": "{KEY[9:]}"}}\n\n'.encode())
    text = path.read_text()
    for secret in (KEY, KEY[9:], "org-0123456789ab", "example.org", "a=b"):
        assert secret not in text
    assert last.redacted
    assert first.upstream.headers == {"retry-after": "1"}
    assert last.upstream.headers == {"content-type": "text/event-stream", "x-ratelimit-limit-tokens": "5"}


def test_how_an_answer_ended_is_kept(path: Path) -> None:
    """To its end, when we had enough, when it broke."""
    assert recorded(path, b"a")[-1].upstream.ended == "whole"
    assert recorded(path, b"a", b"b", enough=True)[-1].upstream.ended == "stopped"
    assert recorded(path, b"a", Failure(500, "api_error", "broke"))[-1].upstream.ended == "broken"


def test_a_client_that_left_is_kept_as_such(path: Path) -> None:
    """There is no answer to compare."""
    last = recorded(path, b"a", leaves=True)[-1]
    assert last.client is not None
    assert (last.client.status, last.client.ended) == (0, "left")


def test_an_endless_answer_is_cut_and_marked(path: Path) -> None:
    """Memory is bounded, whatever the upstream sends."""
    piece = b"x" * (MOST_BYTES // 2)
    last = recorded(path, piece, piece, b"one more", answer=piece * 3)[-1]
    assert last.upstream.ended == "truncated"
    assert sum(len(data) for _, data in last.upstream.pieces()) == MOST_BYTES
    assert last.client is not None
    assert (last.client.ended, last.client.answer) == ("truncated", "")


def test_a_recording_that_fails_costs_no_answer(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is told in the process log, without what was to be written."""
    path.unlink()
    path.mkdir()
    with pytest.raises(file.CassetteError):
        recorded(path, b"a")
    told = capsys.readouterr().err
    assert "RECORD_FILE: req_1 was not recorded: Is a directory" in told
    assert KEY not in told
