"""An upstream's answer on its way to the client, with the application and a real upstream."""

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from gateway.records import Records
from tests.odd_upstream import Heard, OddUpstream, chat_chunk
from translator.asking.routes import Routes
from translator.services import Services
from translator.serving import grace
from translator.serving.app import App, Door
from translator.serving.channel import Message

ROW: dict[str, Any] = {
    "name": "claude-*", "forward": False, "openai": True, "key": "sk-test", "headers": {}, "drop": [], "family": None, "effort": "",
    "max_output": None, "provider": "openai", "model": "some-model", "wire": "chat",
}  # fmt: skip


@pytest.fixture(scope="module")
def odd() -> Iterator[OddUpstream]:
    """An upstream that does what a test says."""
    with OddUpstream().running() as running:
        yield running


async def ask(app: App, body: bytes, seen: threading.Event) -> list[bytes]:
    """Ask once, as a server would; seen: is set when the first text has reached the client."""
    pieces, said = [body], list[bytes]()

    async def receive() -> Message:
        if pieces:
            return {"type": "http.request", "body": pieces.pop(), "more_body": False}
        await asyncio.Event().wait()
        raise AssertionError

    async def send(message: Message) -> None:
        said.append(message.get("body", b""))
        if b"text_delta" in said[-1]:
            seen.set()

    await app({"type": "http", "method": "POST", "path": "/v1/messages", "query_string": b"", "headers": []}, receive, send)
    return said


@pytest.mark.parametrize("kind", [b"content-type: application/json\r\n", b"content-type: text/plain\r\n", b""])
@pytest.mark.parametrize("begin", [b"", b"\xef\xbb\xbf", b": hello\n\n", b"\r\n"])
@pytest.mark.parametrize("stream", [True, False])
def test_a_stream_under_another_name(odd: OddUpstream, tmp_path: Path, kind: bytes, begin: bytes, stream: bool) -> None:
    """Is passed on as it comes, not when it has ended, whatever the upstream calls it; who wants it whole gets it whole."""
    seen = threading.Event()

    async def behave(heard: Heard) -> None:
        await heard.send(b"HTTP/1.1 200 OK\r\n" + kind + b"connection: close\r\n\r\n" + begin)
        await heard.send(chat_chunk({"content": "Hel"}))
        if stream:
            assert await asyncio.to_thread(seen.wait, 5)
        await heard.send(chat_chunk({"content": "lo."}, "stop") + b"data: [DONE]\n\n")
        heard.writer.close()

    mark = f"{kind.hex()}-{begin.hex()}-{stream}-end"
    odd.on(mark, behave)
    said = {"role": "user", "content": mark}
    body = orjson.dumps({"model": "claude-x", "max_tokens": 9, "stream": stream, "messages": [said]})

    async def work() -> bytes:
        routes = Routes([{**ROW, "base": f"{odd.url}/v1"}], {}, {})
        services = Services(
            routes=routes, records=Records(tmp_path), silence=5, max_retries=0, ca_file=None, litellm_url="", litellm_key="", path="direct"
        )
        try:
            return b"".join(await ask(App(Door("", ""), services), body, seen))
        finally:
            await services.close()

    told = asyncio.run(work())
    if stream:
        assert [b'"Hel"' in told, b'"lo."' in told, b"message_stop" in told] == [True] * 3
    else:
        assert orjson.loads(told)["content"] == [{"type": "text", "text": "Hello."}]


@pytest.mark.parametrize("counts", [True, False])
@pytest.mark.parametrize("stream", [True, False])
def test_an_upstream_that_tells_its_end_and_stays(
    odd: OddUpstream, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stream: bool, counts: bool
) -> None:
    """The answer ends well some moments after its finish_reason, with counts that come late; the upstream's connection is given up."""
    monkeypatch.setattr(grace, "SECONDS", 0.3)
    left = threading.Event()

    async def behave(heard: Heard) -> None:
        await heard.send(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n" + chat_chunk({"content": "Hello."}))
        await heard.send(chat_chunk({}, "length"))
        if counts:
            await asyncio.sleep(0.02)
            # Beside a choice: no last chunk by the API's rules.
            usage = {"prompt_tokens": 5, "completion_tokens": 77}
            await heard.send(b"data: " + orjson.dumps({"choices": [{"index": 0, "delta": {}}], "usage": usage}) + b"\n\n")
        await heard.until_gone()
        left.set()

    mark = f"stays-{stream}-{counts}-end"
    odd.on(mark, behave)
    said = {"role": "user", "content": mark}
    body = orjson.dumps({"model": "claude-x", "max_tokens": 9, "stream": stream, "messages": [said]})

    async def work() -> bytes:
        routes = Routes([{**ROW, "base": f"{odd.url}/v1"}], {}, {})
        services = Services(
            routes=routes, records=Records(tmp_path), silence=20, max_retries=0, ca_file=None, litellm_url="", litellm_key="", path="direct"
        )
        try:
            told = b"".join(await ask(App(Door("", ""), services), body, threading.Event()))
            assert await asyncio.to_thread(left.wait, 5)
            return told
        finally:
            await services.close()

    told = asyncio.run(work())
    assert b'"stop_reason":"max_tokens"' in told
    assert b'"error"' not in told
    assert (b'"output_tokens":77' in told) == counts
    assert (b"message_stop" in told) == stream


def test_who_goes_on_after_its_end_is_heard(odd: OddUpstream, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An upstream that says a finish_reason too early and goes on, if slowly, is heard to its end."""
    monkeypatch.setattr(grace, "SECONDS", 0.3)

    async def behave(heard: Heard) -> None:
        await heard.send(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n")
        for word in ("a", "b", "c", "d"):
            await heard.send(chat_chunk({"content": word}, "stop"))
            await asyncio.sleep(0.15)
        heard.writer.close()

    odd.on("early-end", behave)
    said = {"role": "user", "content": "early-end"}
    body = orjson.dumps({"model": "claude-x", "max_tokens": 9, "messages": [said]})

    async def work() -> bytes:
        routes = Routes([{**ROW, "base": f"{odd.url}/v1"}], {}, {})
        services = Services(
            routes=routes, records=Records(tmp_path), silence=20, max_retries=0, ca_file=None, litellm_url="", litellm_key="", path="direct"
        )
        try:
            return b"".join(await ask(App(Door("", ""), services), body, threading.Event()))
        finally:
            await services.close()

    assert orjson.loads(asyncio.run(work()))["content"] == [{"type": "text", "text": "abcd"}]
