"""The paced client: opens streams, notes when each byte came, and compares that with when the mock had sent it."""

import re
import select
import socket
import time
from dataclasses import dataclass, field
from itertools import accumulate
from urllib.parse import urlsplit

LAST_CHUNK = b"\r\n0\r\n\r\n"
STAMP = re.compile(rb"(\d{16})\.(\d{16}) ")
# Golden section of the 5 ms between two pieces: however many streams run, their pieces spread evenly over time.
SPREAD_SECONDS = 0.005 * 0.618034


@dataclass
class Stream:
    """One stream as it was received: pieces of bytes, each with the time of its arrival (CLOCK_MONOTONIC, ns)."""

    sent: int = 0
    times: list[int] = field(default_factory=list)
    pieces: list[bytes] = field(default_factory=list)
    ended: int | None = None

    @property
    def data(self) -> bytes:
        """Return all bytes."""
        return b"".join(self.pieces)


@dataclass(frozen=True)
class Delays:
    """What a stream's stamps tell, in milliseconds.

    first: added to the time to the first piece, both ways, without the mock's own 50 ms. pieces: from the mock's send of each piece to
    its arrival here. total: from the request to the end.
    """

    first: float
    pieces: list[float]
    total: float


def delays(stream: Stream, wanted: int) -> Delays:
    """Return a finished stream's delays; raises ValueError where it is not a whole and right answer of so many stamped pieces."""
    if stream.ended is None:
        raise ValueError(f"no end within the time; it began {stream.data[:80]!r}")
    times, body = decoded(stream)
    if not ended_well(body, wanted):
        raise ValueError(f"the stream did not end well: {body[-300:]!r}")
    found: list[float] = []
    first = 0.0
    at = 0
    for match in STAMP.finditer(body):
        while times[at][0] < match.end():
            at += 1
        came, (arrived, sent) = times[at][1], (int(match[1]), int(match[2]))
        if not found:
            first = (came - stream.sent) - (sent - arrived)
        found.append((came - sent) / 1e6)
    if len(found) != wanted:
        raise ValueError(f"{len(found)} pieces instead of {wanted}")
    return Delays(first / 1e6, found, (stream.ended - stream.sent) / 1e6)


def decoded(stream: Stream) -> tuple[list[tuple[int, int]], bytes]:
    """Return a chunked answer's body, and how far it had come when: (length of the body, time). Raises ValueError for any other answer."""
    data = stream.data
    head, blank, _ = data.partition(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200"):
        raise ValueError(f"status {head[9:12].decode('latin-1')}: {data[len(head) : len(head) + 300]!r}")
    ends = list(accumulate(len(piece) for piece in stream.pieces))
    body = bytearray()
    times: list[tuple[int, int]] = []
    begin, piece = len(head) + len(blank), 0
    while (line := data.find(b"\r\n", begin)) >= 0 and (size := int(data[begin:line].partition(b";")[0], 16)):
        start, end = line + 2, line + 2 + size
        while ends[piece] <= start:
            piece += 1
        # A chunk may come in several pieces: each brings its share of it.
        while ends[piece] < end:
            times.append((len(body) + ends[piece] - start, stream.times[piece]))
            piece += 1
        body += data[start:end]
        times.append((len(body), stream.times[piece]))
        begin = end + 2
    return times, bytes(body)


def ended_well(body: bytes, wanted: int) -> bool:
    """Tell whether a stream of the Messages API holds so many pieces and came to its proper end."""
    ends, pieces = body.count(b"event: message_stop"), body.count(b"event: content_block_delta")
    return ends == 1 and pieces == wanted and b"event: error" not in body


def whole_milliseconds(stream: Stream, wanted: int) -> float | None:
    """Return how long a stream took from request to end; None where it did not come to a right one of so many pieces."""
    try:
        right = stream.ended is not None and ended_well(decoded(stream)[1], wanted)
    except ValueError:
        return None
    return (stream.ended - stream.sent) / 1e6 if right and stream.ended is not None else None


def fetch(url: str, headers: dict[str, str], body: bytes, streams: int, spread: bool, patience: float) -> list[Stream]:
    """Open so many streams and read them all to their ends, for patience seconds at most.

    spread: begin them one after the other, some 3 ms apart; else all at once. Streams that were not finished have no end.
    """
    parts = urlsplit(url)
    lines = [f"POST {parts.path} HTTP/1.1", f"host: {parts.netloc}", f"content-length: {len(body)}"]
    request = "\r\n".join([*lines, *(f"{name}: {value}" for name, value in headers.items()), "", ""]).encode() + body
    loop = select.epoll()
    waiting = [_connected(parts.hostname or "", parts.port or 80) for _ in range(streams)]
    open_now: dict[int, tuple[socket.socket, Stream]] = {}
    everything: list[Stream] = []
    began = time.monotonic()
    try:
        while waiting or open_now:
            now = time.monotonic()
            if now - began > patience:
                break
            while waiting and now - began >= (len(everything) * SPREAD_SECONDS if spread else 0.0):
                client = waiting.pop()
                stream = Stream(sent=time.monotonic_ns())
                client.sendall(request)
                client.setblocking(False)
                everything.append(stream)
                open_now[client.fileno()] = (client, stream)
                loop.register(client, select.EPOLLIN)
            for descriptor, _ in loop.poll(0.001 if waiting else 0.1):
                _read(*open_now[descriptor])
                if open_now[descriptor][1].ended is not None:
                    loop.unregister(descriptor)
                    open_now.pop(descriptor)[0].close()
    finally:
        for client in [*waiting, *(client for client, _ in open_now.values())]:
            client.close()
        loop.close()
    return everything


def _connected(host: str, port: int) -> socket.socket:
    client = socket.socket()
    # The whole request fits, so that sending it never waits.
    client.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    client.settimeout(10)
    client.connect((host, port))
    return client


def _read(client: socket.socket, stream: Stream) -> None:
    try:
        data = client.recv(262144)
    except BlockingIOError:
        return
    except OSError:
        data = b""
    now = time.monotonic_ns()
    if data:
        stream.times.append(now)
        stream.pieces.append(data)
    # Headers may end in a 0 too, but not in one that has the line for itself.
    if not data or data.endswith(LAST_CHUNK) or (len(data) < len(LAST_CHUNK) and stream.data.endswith(LAST_CHUNK)):
        stream.ended = now
