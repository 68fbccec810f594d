"""An upstream of the tests' own: raw bytes on a socket, for what no real backend would do when asked."""

import asyncio
import contextlib
import json
import ssl
import threading
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.loop_server import serving

SSE = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n"


@dataclass
class Heard:
    """One request that arrived, and the connection that it came on."""

    line: str
    headers: dict[str, str]
    body: bytes
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    gone: threading.Event = field(default_factory=threading.Event)
    sent: int = 0

    @property
    def json(self) -> dict[str, Any]:
        return dict(json.loads(self.body))

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()
        self.sent += len(data)

    async def until_gone(self) -> None:
        """Wait until the other side has closed its connection."""
        with contextlib.suppress(OSError):
            while await self.reader.read(65536):
                pass
        self.gone.set()

    async def answer(self, status: int, body: bytes, *headers: str) -> None:
        """Send a whole answer and keep the connection."""
        lines = [f"HTTP/1.1 {status} Whatever", f"content-length: {len(body)}", *headers]
        await self.send("\r\n".join(lines).encode() + b"\r\n\r\n" + body)


Behaviour = Callable[[Heard], Awaitable[None]]


class OddUpstream:
    """A server in a thread of its own. What answers is the behaviour whose mark stands in the request's body; heard: all requests."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.heard: list[Heard] = []
        self.port = 0
        self._tls = tls
        self._behaviours: dict[str, Behaviour] = {}

    @property
    def url(self) -> str:
        return f"http{'s' if self._tls else ''}://127.0.0.1:{self.port}"

    def on(self, mark: str, behaviour: Behaviour) -> None:
        """Have requests with this mark answered so."""
        self._behaviours[mark] = behaviour

    def of(self, mark: str) -> list[Heard]:
        """Return the requests with this mark."""
        return [one for one in self.heard if mark.encode() in one.body]

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            while (heard := await _request(reader, writer)) is not None:
                self.heard.append(heard)
                mark = next((one for one in self._behaviours if one.encode() in heard.body), None)
                if mark is None:
                    await heard.answer(404, b'{"error":{"message":"no behaviour"}}')
                    continue
                await self._behaviours[mark](heard)
                if writer.is_closing():
                    break
        writer.close()

    @contextlib.contextmanager
    def running(self) -> Iterator["OddUpstream"]:
        with serving(self._connected, self._tls) as self.port:
            yield self


async def _request(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Heard | None:
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    except asyncio.IncompleteReadError:
        return None
    line, *rest = head.strip().split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (one.partition(":") for one in rest)}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return Heard(line, headers, body, reader, writer)


def fixed(status: int, body: bytes, *headers: str) -> Behaviour:
    """Always this answer."""

    async def behave(heard: Heard) -> None:
        await heard.answer(status, body, *headers)

    return behave


def in_turn(*behaviours: Behaviour) -> Behaviour:
    """One after the other, the last for ever."""
    left = list(behaviours)

    async def behave(heard: Heard) -> None:
        await (left.pop(0) if len(left) > 1 else left[0])(heard)

    return behave


async def close(heard: Heard) -> None:
    """No answer at all."""
    heard.writer.close()


async def reset(heard: Heard) -> None:
    """A reset in place of an answer."""
    heard.writer.transport.abort()


async def silence(heard: Heard) -> None:
    """Nothing, until the other side gives up."""
    await heard.until_gone()


RESPONSE = json.dumps(
    {
        "id": "resp_1", "object": "response", "status": "completed", "model": "gpt-5.2", "created_at": 1763632800, "error": None,
        "incomplete_details": None, "instructions": None, "metadata": {}, "parallel_tool_calls": True, "temperature": 1.0, "top_p": 1.0,
        "tool_choice": "auto", "tools": [],
        "output": [{"id": "msg_1", "type": "message", "role": "assistant", "status": "completed",
                    "content": [{"type": "output_text", "text": "Hello.", "annotations": []}]}],
        "usage": {"input_tokens": 10, "output_tokens": 3, "total_tokens": 13},
    }
).encode()  # fmt: skip
GOOD = fixed(200, RESPONSE, "content-type: application/json")


def chat_chunk(delta: dict[str, Any], finish: str | None = None) -> bytes:
    """Return one event of a chat stream."""
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return b"data: " + json.dumps({"id": "c", "object": "chat.completion.chunk", "model": "m", "choices": [choice]}).encode() + b"\n\n"
