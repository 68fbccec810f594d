"""One request on its way through LiteLLM: what its record says, read from the bytes that pass."""

import contextlib
import time
import zlib
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from datetime import UTC, datetime
from typing import Any

import orjson

from gateway.costs.charges import charge
from gateway.litellm.heard import MESSAGES, Hearing, Whole, hearing
from gateway.litellm.told import Told
from gateway.records import Record, Records
from gateway.requests.content import MOST_HEARD, content
from translator.recording.flights import Flight

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
# What zlib calls it.
GZIP = 16 + zlib.MAX_WBITS


class Request:
    """One request on its way through."""

    def __init__(self, endpoint: str, headers: Mapping[bytes, str], records: Records, told: Told, log_content: bool) -> None:
        self._endpoint, self._records, self._told = endpoint, records, told
        self._began = time.perf_counter()
        self._body: list[bytes] = []
        self._answer: list[bytes] | None = [] if log_content else None
        self._size = 0
        self._hearing: Hearing | None = None
        self._unpack: Callable[[bytes], bytes] | None = None
        self._open = True
        self._gone = False
        self.first_byte_at: float | None = None
        self.record = Record(
            time=datetime.now(UTC).isoformat(timespec="milliseconds"),
            request_id=headers.get(b"x-request-id", ""),
            session=headers.get(b"x-claude-code-session-id"),
            agent=headers.get(b"x-claude-code-agent-id"),
            client=headers.get(b"user-agent"),
            path="litellm" if told.path == "direct" else told.path,
            endpoint=None if endpoint == MESSAGES else endpoint,
        )

    @property
    def flight(self) -> Flight:
        """Return what there is to say while it is in flight."""
        return Flight(self.record, self, self._began, self._hearing)

    def receiving(self, receive: Receive) -> Receive:
        """Hear what the client sends."""

        async def heard() -> Message:
            message = await receive()
            if message["type"] == "http.request":
                self._body.append(message.get("body", b""))
                if not message.get("more_body", False):
                    self._asked()
            elif message["type"] == "http.disconnect":
                self._gone = True
            return message

        return heard

    def sending(self, send: Send) -> Send:
        """Hear what the client gets; the record is written before the last of it goes."""

        async def heard(message: Message) -> None:
            if self._open:
                if message["type"] == "http.response.start":
                    self._start(message)
                elif message["type"] == "http.response.body":
                    self._piece(message.get("body", b""), not message.get("more_body", False))
            await send(message)

        return heard

    def _start(self, message: Message) -> None:
        headers = {name.lower(): value.decode("latin-1") for name, value in message["headers"]}
        record = self.record
        record.status = message["status"]
        tried = headers.get(b"x-litellm-attempted-retries", "")
        record.retries = int(tried) if tried.isdecimal() else 0
        record.upstream_request_id = headers.get(b"llm_provider-x-request-id") or headers.get(b"llm_provider-request-id")
        group = headers.get(b"x-litellm-model-group")
        if group and group != record.model:
            # A fallback answers.
            self._told.target(record, group)
        if headers.get(b"content-encoding") == "gzip":
            self._unpack = zlib.decompressobj(GZIP).decompress
        with contextlib.suppress(ValueError):
            record.gateway_ms = round(float(headers.get(b"x-litellm-overhead-duration-ms", "")), 2)
        self._hearing = hearing(self._endpoint, record.status, headers.get(b"content-type", ""))

    def _asked(self) -> None:
        """Read the request, whose bytes are there whole."""
        record = self.record
        try:
            body = orjson.loads(b"".join(self._body))
        except orjson.JSONDecodeError:
            return
        if not isinstance(body, dict):
            return
        record.stream = body.get("stream") is True
        if isinstance(body.get("model"), str):
            record.model = body["model"]
            self._told.target(record, body["model"])
        messages, tools = body.get("messages"), body.get("tools")
        record.messages = len(messages) if isinstance(messages, list) else None
        record.tools_offered = len(tools) if isinstance(tools, list) else None
        if self._answer is None:
            self._body = []

    def _piece(self, piece: bytes, last: bool) -> None:
        heard = self._hearing
        if heard is None:
            return
        if piece:
            piece = self._unpack(piece) if self._unpack is not None else piece
            heard.feed(piece)
            if heard.begun and self.first_byte_at is None:
                self.first_byte_at = time.perf_counter()
                self.record.first_token_ms = self._since()
        if self._answer is not None and self._size < MOST_HEARD:
            self._answer.append(piece)
            self._size += len(piece)
        if last and not heard.over:
            heard.broken()
        if last or heard.over:
            self._write(heard)

    def _write(self, heard: Hearing) -> None:
        heard.told().write(self.record)
        self._close(heard)

    def ended(self, status: int, error: str) -> None:
        """Note how it ended, where the client did not get all of an answer."""
        if not self._open:
            return
        if self._hearing is not None and not isinstance(self._hearing, Whole):
            self._hearing.told().write(self.record)
        self.record.status, self.record.error = (499, "client_disconnected") if self._gone else (status, error)
        self._close(self._hearing)

    def _close(self, heard: Hearing | None) -> None:
        self._open = False
        record = self.record
        if heard is not None and heard.id == f"msg_{record.request_id.removeprefix('req_')}":
            # The translator's own name for it: behind its inner door it has recorded the answer already, and knows more.
            return
        record.total_ms = self._since()
        charge(record, self._told.prices)
        if self._answer is not None:
            record.content = content(b"".join(self._body), b"".join(self._answer))
        self._records.write(record)

    def _since(self) -> float:
        return round((time.perf_counter() - self._began) * 1000, 2)
