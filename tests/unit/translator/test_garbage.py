"""What a request held is freed when it ends, whatever its end: the garbage collector would stop all answers to find it."""

import asyncio
import gc
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from bench.wires import CHAT, RESPONSES
from gateway.records import Records
from tests.odd_upstream import SSE, Behaviour, Heard, OddUpstream, close, fixed
from translator.asking.routes import Routes
from translator.services import Services
from translator.serving.app import App, Door
from translator.serving.channel import Message

ROW: dict[str, Any] = {
    "forward": False, "openai": True, "key": "sk-test", "headers": {}, "drop": [], "family": None, "effort": "", "max_output": None,
    "provider": "openai", "model": "gpt-5.2",
}  # fmt: skip
TIMES = 3


@pytest.fixture(scope="module")
def odd() -> Iterator[OddUpstream]:
    """An upstream that does what a test says."""
    with OddUpstream().running() as running:
        yield running


def streams(body: bytes) -> Behaviour:
    """Stream this, and close."""

    async def behave(heard: Heard) -> None:
        await heard.send(SSE + body)
        heard.writer.close()

    return behave


async def stays_silent(heard: Heard) -> None:
    """Never answer."""
    await heard.until_gone()


def living() -> Counter[str]:
    """Return how many objects of the translator there are, by class."""
    kinds = (type(one) for one in gc.get_objects())
    return Counter(f"{kind.__module__}.{kind.__qualname__}" for kind in kinds if str(kind.__module__).startswith("translator."))


async def ask(app: App, body: bytes, leaves: bool) -> bytes:
    """Ask once, as a server would; leaves: the client goes away soon after."""
    left, pieces = asyncio.Event(), [body]
    said: list[bytes] = []

    async def receive() -> Message:
        if pieces:
            return {"type": "http.request", "body": pieces.pop(), "more_body": False}
        await left.wait()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        said.append(message.get("body", b""))

    if leaves:
        asyncio.get_running_loop().call_later(0.05, left.set)
    await app({"type": "http", "method": "POST", "path": "/v1/messages", "query_string": b"", "headers": []}, receive, send)
    left.set()
    await asyncio.sleep(0.01)
    return b"".join(said)


@pytest.mark.parametrize("wire", ["responses", "chat"])
@pytest.mark.parametrize(
    ("way", "stream", "wanted"),
    [
        ("whole", False, b'"end_turn"'),
        ("streamed", True, b"message_stop"),
        ("cut off", True, b"event: error"),
        ("refused", True, b"invalid_request_error"),
        ("broken", False, b"api_error"),
        ("left", True, b""),
    ],
)
def test_nothing_is_left(odd: OddUpstream, tmp_path: Path, wire: str, way: str, stream: bool, wanted: bytes) -> None:
    """After each kind of ending there are as many of the translator's objects as before, without a collection."""
    answers = RESPONSES if wire == "responses" else CHAT
    behaviours = {
        "whole": fixed(200, answers.whole, "content-type: application/json"),
        "streamed": streams(answers.stream()),
        "cut off": streams(answers.opening + answers.piece(0, b"word")),
        "refused": fixed(400, b'{"error":{"message":"No.","type":"invalid_request_error"}}', "content-type: application/json"),
        "broken": close,
        "left": stays_silent,
    }
    mark = f"{wire} {way} {stream}"
    odd.on(mark, behaviours[way])
    said = {"role": "user", "content": mark}
    body = orjson.dumps({"model": "claude-x", "max_tokens": 9, "stream": stream, "messages": [said]})
    row = {**ROW, "name": "claude-*", "wire": wire, "base": f"{odd.url}/v1"}

    async def work() -> tuple[Counter[str], Counter[str]]:
        services = Services(
            routes=Routes([row], {}, {}),
            records=Records(tmp_path),
            silence=5,
            max_retries=0,
            ca_file=None,
            litellm_url="",
            litellm_key="",
            path="direct",
        )
        app = App(Door("", ""), services)
        # What is made once, connections among it.
        assert wanted in await ask(app, body, way == "left")
        gc.collect()
        gc.disable()
        try:
            before = living()
            for _ in range(TIMES):
                await ask(app, body, way == "left")
            return before, living()
        finally:
            gc.enable()
            await services.close()

    before, after = asyncio.run(work())
    assert {kind: count for kind, count in (after - before).items() if count >= TIMES} == {}
