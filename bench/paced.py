"""The paced mock: streams whose first piece comes after 50 ms and one more every 5 ms, each with the time at which it was sent.

python -m bench.paced PORT. A small loop of its own on epoll: asyncio costs several times as much for each piece, and its timers are
whole milliseconds, which would send all streams in step.
"""

import contextlib
import heapq
import select
import socket
import sys
import time
from itertools import count

from bench.wires import CHUNKS, WIRES, Wire

FIRST_NS = 50_000_000
EVERY_NS = 5_000_000
# The second kind is short, so that many first pieces can be timed, one stream after the other.
PIECES = {b"/paced/v1/": CHUNKS, b"/first/v1/": 4}
HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
_ROUTES: dict[bytes, tuple[Wire, int]] = {base + wire.path.encode(): (wire, pieces) for base, pieces in PIECES.items() for wire in WIRES}


def framed(data: bytes) -> bytes:
    """Return data as one chunk of the chunked coding."""
    return b"%x\r\n%b\r\n" % (len(data), data)


class Connection:
    """One client: its request as far as it has come, or the stream that it gets."""

    def __init__(self, client: socket.socket) -> None:
        self.client = client
        self.received = bytearray()
        self.wanted = 0
        self.unsent = bytearray()
        self.parts: list[bytes] = []

    def take(self, data: bytes) -> bytes | None:
        """Add what was received; returns the path once the request is whole, None before. Raises ValueError for what is no request."""
        self.received += data
        if not self.wanted:
            end = self.received.find(b"\r\n\r\n")
            if end < 0:
                return None
            head = bytes(self.received[:end]).lower()
            _, _, length = head.partition(b"\r\ncontent-length:")
            self.wanted = end + 4 + int(length.partition(b"\r\n")[0])
        if len(self.received) < self.wanted:
            return None
        path = bytes(self.received.split(b" ", 2)[1])
        del self.received[: self.wanted]
        self.wanted = 0
        return path

    def begin(self, path: bytes) -> None:
        """Begin the stream that the path names; raises KeyError where there is none."""
        self.wire, self.pieces = _ROUTES[path.partition(b"?")[0]]
        self.arrived = time.monotonic_ns()
        self.due = self.arrived + FIRST_NS
        self.parts = []

    def next(self) -> bool:
        """Send the next piece; tells whether more are to come. Raises OSError where the client has gone."""
        number = len(self.parts)
        before = HEAD + framed(self.wire.opening) if number == 0 else b""
        text = b"%016d.%016d " % (self.arrived, time.monotonic_ns())
        self.parts.append(text)
        after = b""
        if number + 1 == self.pieces:
            after = framed(self.wire.closing(b"".join(self.parts).decode())) + b"0\r\n\r\n"
        self.send(before + framed(self.wire.piece(number, text)) + after)
        self.due += EVERY_NS
        return not after

    def send(self, data: bytes) -> None:
        """Send data after what still waits; what the client does not take yet waits for the next time."""
        self.unsent += data
        with contextlib.suppress(BlockingIOError):
            del self.unsent[: self.client.send(self.unsent)]


def serve(listener: socket.socket) -> None:
    """Serve until killed."""
    loop = select.epoll()
    loop.register(listener, select.EPOLLIN)
    connections: dict[int, Connection] = {}
    due: list[tuple[int, int, Connection]] = []
    order = count()

    def close(connection: Connection) -> None:
        connections.pop(connection.client.fileno(), None)
        connection.client.close()

    def read(connection: Connection) -> None:
        try:
            data = connection.client.recv(262144)
            path = connection.take(data) if data else b""
            if path is not None:
                connection.begin(path)
                heapq.heappush(due, (connection.due, next(order), connection))
        except BlockingIOError:
            return
        except (OSError, ValueError, KeyError):
            close(connection)

    while True:
        wait = max(0.0, (due[0][0] - time.monotonic_ns()) / 1e9) if due else 60.0
        # epoll counts whole milliseconds; select, asked about epoll itself, microseconds.
        select.select([loop], [], [], wait)
        for descriptor, events in loop.poll(0):
            if descriptor == listener.fileno():
                client, _ = listener.accept()
                client.setblocking(False)
                client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                connections[client.fileno()] = Connection(client)
                loop.register(client, select.EPOLLIN)
            elif events and descriptor in connections:
                read(connections[descriptor])
        now = time.monotonic_ns()
        while due and due[0][0] <= now:
            _, _, connection = heapq.heappop(due)
            if connection.client.fileno() < 0:
                continue
            try:
                if connection.next():
                    heapq.heappush(due, (connection.due, next(order), connection))
                elif connection.unsent:
                    # The end must not stay behind with a slow reader: nothing else would send it.
                    connection.client.setblocking(True)
                    connection.client.sendall(connection.unsent)
                    connection.client.setblocking(False)
                    connection.unsent.clear()
            except OSError:
                close(connection)


def main() -> None:
    """Listen on the port of the command line."""
    listener = socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=1024)
    serve(listener)


if __name__ == "__main__":
    main()
