"""Answer from a cassette in place of the agent: find the exchange that a request belongs to, and send its answer again."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from pathlib import Path

import orjson
from starlette.types import Receive, Scope, Send

from gateway.cassette import file
from gateway.cassette.canonical import canonical, differences
from gateway.cassette.clean import Cleaner
from gateway.cassette.exchange import Exchange
from gateway.offline.conversation import Json
from gateway.offline.errors import ApiError

_ENDS = {"responses": "/responses", "chat": "/chat/completions"}


@dataclass
class _Entry:
    wire: str
    body: Json
    key: bytes
    exchange: Exchange
    used: bool = False

    @property
    def size(self) -> int:
        return _messages(self.body)


class Player:
    """Plays one cassette; each exchange is played once, the last of equal ones again and again."""

    def __init__(self, path: Path, *, paced: bool) -> None:
        """paced: with the recording's own times. Raises file.CassetteError."""
        self._paced = paced
        self._path = path
        self._cleaner = Cleaner()
        self._entries = [self._entry(exchange) for exchange in file.read(path)]

    def _entry(self, exchange: Exchange) -> _Entry:
        wire = next((wire for wire, end in _ENDS.items() if exchange.upstream.path.endswith(end)), exchange.upstream.path)
        body = canonical(exchange.upstream.body)
        return _Entry(wire, body, _key(body), exchange)

    def forget(self) -> None:
        """Begin anew."""
        for entry in self._entries:
            entry.used = False

    def play(self, wire: str, body: Json) -> Playing:
        """Return the answer to a request: that to an equal one, else the next one of the same model and length.

        Raises ApiError 404 that says where the request differs from the nearest one.
        """
        asked = canonical(self._cleaner.value(body))
        key = _key(asked)
        entries = [entry for entry in self._entries if entry.wire == wire]
        equal = [entry for entry in entries if entry.key == key]
        alike = [entry for entry in entries if not entry.used and _kind(entry.body) == _kind(asked)]
        chosen = next((entry for entry in equal if not entry.used), equal[-1] if equal else alike[0] if alike else None)
        if chosen is None:
            raise ApiError(404, self._missing(wire, asked, entries), code="not_in_cassette")
        chosen.used = True
        return Playing(chosen.exchange, paced=self._paced)

    def _missing(self, wire: str, asked: Json, entries: list[_Entry]) -> str:
        name = self._path.name
        if not entries:
            others = sorted({entry.wire for entry in self._entries})
            if not others:
                return f"The cassette {name} holds no exchange."
            return f"The cassette {name} holds only requests to {', '.join(others)}, not to {wire}: set OPENAI_WIRE_API={others[0]}."
        size = _messages(asked)
        near = min(entries, key=lambda one: (one.body.get("model") != asked.get("model"), one.used, abs(one.size - size)))
        first = next(differences(near.body, asked), "nothing, and it was played already")
        return f"The cassette {name} does not hold this request. It differs from the nearest one in {first}"


class Playing:
    """An ASGI application: one recorded answer."""

    def __init__(self, exchange: Exchange, *, paced: bool) -> None:
        self.request_id = exchange.request_id
        self.status = exchange.upstream.status
        self._upstream = exchange.upstream
        self._paced = paced

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it; one that did not end returns without an end, which makes the server close the connection."""
        del scope, receive
        began = time.monotonic()
        headers = [(name.encode("latin-1"), value.encode("latin-1", "replace")) for name, value in self._upstream.headers.items()]
        pieces = self._upstream.pieces()
        if pieces and self._paced:
            await asyncio.sleep(pieces[0][0] / 1000)
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        for moment, data in pieces:
            if self._paced:
                await asyncio.sleep(max(0.0, moment / 1000 - (time.monotonic() - began)))
            await send({"type": "http.response.body", "body": data, "more_body": True})
        if self._upstream.ended in ("whole", "stopped"):
            await send({"type": "http.response.body", "body": b""})


def _key(body: Json) -> bytes:
    return orjson.dumps(body, option=orjson.OPT_SORT_KEYS)


def _kind(body: Json) -> tuple[object, ...]:
    return body.get("model"), _messages(body), body.get("stream") is True


def _messages(body: Json) -> int:
    entries = body.get("input", body.get("messages"))
    return len(entries) if isinstance(entries, list) else 1
