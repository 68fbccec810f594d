"""A loopback proxy between a client and the gateway, which notes what passes: the wire as the client sees it."""

import json
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx

_HOP_BY_HOP = {"connection", "host", "keep-alive", "transfer-encoding", "content-length", "expect"}


@dataclass(frozen=True)
class Seen:
    """One request and its answer.

    Attributes:
        target: path with the query.
        stream: what the body says of "stream"; None where it says nothing.
        request_id: the answer's `request-id` header.
        error: the answer's text where its status is 400 or more.
    """

    method: str
    target: str
    headers: dict[str, str]
    stream: bool | None
    status: int
    request_id: str
    error: str

    @property
    def line(self) -> str:
        return f"{self.method} {self.target}"


@dataclass
class Recorder:
    """What has passed so far, in the order in which the answers began; url is where the client goes."""

    upstream: str
    url: str = ""
    seen: list[Seen] = field(default_factory=list)

    @property
    def messages(self) -> list[Seen]:
        """Return the requests for an answer of a model."""
        return [one for one in self.seen if one.target.split("?")[0] == "/v1/messages"]


@contextmanager
def recording(upstream: str) -> Iterator[Recorder]:
    """Stand before the gateway at the URL upstream until the block ends."""
    recorder = Recorder(upstream)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(recorder))
    recorder.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield recorder
    finally:
        server.shutdown()
        server.server_close()


def _handler(recorder: Recorder) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._pass_on()

        do_HEAD = do_POST = do_PUT = do_DELETE = do_OPTIONS = do_GET  # noqa: N815

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the parent's name)
            pass

        def _pass_on(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            headers = {name: value for name, value in self.headers.items() if name.lower() not in _HOP_BY_HOP}
            # A stream that breaks on either side ends here as a broken connection, as it would without this proxy.
            with (
                suppress(ConnectionError, httpx.TransportError),
                httpx.stream(self.command, recorder.upstream + self.path, headers=headers, content=body, timeout=60) as answer,
            ):
                # Noted before it is passed on, so that nothing is missing when the client has ended.
                error = answer.read().decode(errors="replace") if answer.status_code >= 400 else ""
                recorder.seen.append(self._seen(body, answer, error))
                self._answer(answer, [answer.content] if error else answer.iter_raw())

        def _answer(self, answer: httpx.Response, pieces: Iterable[bytes]) -> None:
            self.send_response_only(answer.status_code)
            for name, value in answer.headers.multi_items():
                if name not in _HOP_BY_HOP:
                    self.send_header(name, value)
            self.send_header("connection", "close")
            self.end_headers()
            for piece in pieces:
                self.wfile.write(piece)

        def _seen(self, body: bytes, answer: httpx.Response, error: str) -> Seen:
            headers = {name.lower(): value for name, value in self.headers.items()}
            request_id = answer.headers.get("request-id", "")
            return Seen(self.command, self.path, headers, _stream(body), answer.status_code, request_id, error)

    return Handler


def _stream(body: bytes) -> bool | None:
    try:
        asked = json.loads(body)
    except ValueError:
        return None
    return asked.get("stream") if isinstance(asked, dict) else None
