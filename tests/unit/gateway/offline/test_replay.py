"""The offline backend on a cassette."""

import asyncio
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from gateway.cassette import file
from gateway.cassette.exchange import Exchange
from gateway.offline.errors import ApiError
from gateway.offline.replay import Player
from tests.unit.gateway.cassette.exchanges import exchange
from tests.unit.gateway.offline.conftest import free_port


def body(*texts: str, **more: object) -> dict[str, Any]:
    """Return a request of the Responses API with these messages."""
    return {"model": "m", "input": [{"role": "user", "content": text} for text in texts], **more}


def cassette(folder: Path, *exchanges: Exchange) -> Path:
    """Write a cassette."""
    path = folder / "run.jsonl"
    file.begin(path)
    for one in exchanges:
        file.append(path, one)
    return path


def said(player: Player, asked: dict[str, Any], wire: str = "responses") -> bytes:
    """Return what the player answers."""
    sent: list[bytes] = []

    async def send(message: Any) -> None:  # noqa: ANN401 (an ASGI message)
        sent.append(message.get("body", b""))

    async def receive() -> Any:  # noqa: ANN401 (an ASGI message)
        raise AssertionError

    asyncio.run(player.play(wire, asked)({}, receive, send))
    return b"".join(sent)


def test_an_equal_request_gets_its_own_answer(tmp_path: Path) -> None:
    """In any order; equal requests get their answers in the recorded order, and then the last one again."""
    made = [exchange(body("a"), [(1, "1")]), exchange(body("b"), [(1, "2")]), exchange(body("a"), [(1, "3")])]
    player = Player(cassette(tmp_path, *made), paced=False)
    assert [said(player, body(text, prompt_cache_key="other")) for text in "baaa"] == [b"2", b"1", b"3", b"3"]
    player.forget()
    assert said(player, body("a")) == b"1"


def test_a_request_that_differs_in_words_gets_the_next_of_its_kind(tmp_path: Path) -> None:
    """Of the same model and length, in the recorded order, each once."""
    made = [exchange(body("in /home/a"), [(1, "1")]), exchange(body("x", "y"), [(1, "2")]), exchange(body("in /home/b"), [(1, "3")])]
    player = Player(cassette(tmp_path, *made), paced=False)
    assert [said(player, body("in /tmp/1")), said(player, body("in /tmp/2")), said(player, body("p", "q"))] == [b"1", b"3", b"2"]


@pytest.mark.parametrize(
    ("wire", "asked", "told"),
    [
        ("responses", body("a", "b"), "input: recorded 1 entries, now 2"),
        ("responses", {**body("a"), "model": "n"}, 'model: recorded "m", now "n"'),
        ("chat", {"model": "m", "messages": []}, "holds only requests to responses, not to chat: set OPENAI_WIRE_API=responses."),
    ],
)
def test_what_it_does_not_hold_is_refused(tmp_path: Path, wire: str, asked: dict[str, Any], told: str) -> None:
    """With 404 and the first difference from the nearest request."""
    player = Player(cassette(tmp_path, exchange(body("a"))), paced=False)
    with pytest.raises(ApiError) as refused:
        player.play(wire, asked)
    assert refused.value.status == 404
    assert told in refused.value.body["error"]["message"]
    assert refused.value.body["error"]["code"] == "not_in_cassette"


def test_an_empty_cassette_says_so(tmp_path: Path) -> None:
    """It holds nothing to differ from."""
    with pytest.raises(ApiError, match="holds no exchange"):
        Player(cassette(tmp_path), paced=False).play("responses", body("a"))


@contextmanager
def backend(*arguments: str) -> Iterator[httpx.Client]:
    """Run the backend as a process."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with subprocess.Popen([sys.executable, "-m", "gateway.offline", "--port", str(port), *arguments]) as process:
        try:
            with httpx.Client(base_url=url, headers={"authorization": "Bearer k"}, timeout=20) as client:
                for _ in range(200):
                    try:
                        client.get("/health")
                        break
                    except httpx.ConnectError:
                        time.sleep(0.05)
                yield client
        finally:
            process.terminate()


def test_the_process_plays_status_headers_pieces_times_and_ends(tmp_path: Path) -> None:
    """As recorded: a refusal with its status, a stream in its own time, and one that broke breaks again."""
    made = [
        exchange(body("a"), [(1, '{"error": {}}')], status=503),
        exchange(body("a"), [(1, "data: 1\n\n"), (400, "data: 2\n\n")]),
        exchange(body("cut"), [(1, "data: 1\n\n")], ended="broken"),
    ]
    with backend("--replay", str(cassette(tmp_path, *made)), "--pace", "original") as client:
        assert client.post("/v1/responses", json=body("a")).status_code == 503
        began = time.monotonic()
        assert client.post("/v1/responses", json=body("a")).text == "data: 1\n\ndata: 2\n\n"
        assert time.monotonic() - began >= 0.35
        with pytest.raises(httpx.RemoteProtocolError):
            client.post("/v1/responses", json=body("cut"))
        assert [row["scenario"] for row in client.get("/offline/requests").json()] == ["replay"] * 3


def test_a_file_that_is_no_cassette_ends_the_process(tmp_path: Path) -> None:
    """With one clear line."""
    done = subprocess.run(
        [sys.executable, "-m", "gateway.offline", "--port", "1", "--replay", str(tmp_path)], capture_output=True, text=True
    )
    assert done.returncode == 2
    assert "cannot be read" in done.stderr
    assert "Traceback" not in done.stderr
