import socket
import threading

import pytest

from bench import paced, stopwatch, work
from bench.wires import CHUNKS


@pytest.fixture(scope="module")
def port() -> int:
    """Run the paced mock on a port of its own."""
    listener = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=paced.serve, args=(listener,), daemon=True).start()
    return int(listener.getsockname()[1])


def test_streams_come_whole_and_in_their_pace(port: int) -> None:
    """Real sockets: 50 ms before the first piece, 5 ms before each other, and nothing counted as the system's that is the mock's."""
    url = f"http://127.0.0.1:{port}/paced/v1/messages"
    streams = stopwatch.fetch(url, work.HEADERS, work.body("m", stream=True), streams=3, spread=True, patience=30)
    assert len(streams) == 3
    for stream in streams:
        found = stopwatch.delays(stream, CHUNKS)
        assert found.total >= 50 + 5 * (CHUNKS - 1)
        assert found.first < found.total - 50


def test_an_unknown_path_is_refused(port: int) -> None:
    """The connection ends instead of hanging."""
    streams = stopwatch.fetch(f"http://127.0.0.1:{port}/other", {}, b"{}", streams=1, spread=False, patience=30)
    assert streams[0].ended is not None
    with pytest.raises(ValueError, match="status"):
        stopwatch.delays(streams[0], CHUNKS)


def test_a_request_may_come_in_pieces_and_others_after_it() -> None:
    """A kept connection carries one request after the other."""
    mine, theirs = socket.socketpair()
    with mine, theirs:
        connection = paced.Connection(theirs)
        request = b"POST /first/v1/messages HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nbody"
        assert connection.take(request[:30]) is None
        assert connection.take(request[30:-1]) is None
        assert connection.take(request[-1:]) == b"/first/v1/messages"
        assert connection.take(request) == b"/first/v1/messages"
        with pytest.raises(ValueError, match="invalid literal"):
            connection.take(b"GET / HTTP/1.1\r\n\r\n")
