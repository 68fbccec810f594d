import pytest

from bench import stopwatch
from bench.paced import HEAD, framed
from bench.stopwatch import Stream, decoded, delays
from bench.wires import MESSAGES

MS = 1_000_000


def received(pieces: list[tuple[int, bytes]]) -> Stream:
    """Return a stream that was asked for at 0 and whose bytes came at these milliseconds."""
    return Stream(0, [at * MS for at, _ in pieces], [data for _, data in pieces], pieces[-1][0] * MS)


def stamped(arrived: int, sent: int) -> bytes:
    """Return one piece as the mock sends it; times in milliseconds."""
    return framed(MESSAGES.piece(0, b"%016d.%016d " % (arrived * MS, sent * MS)))


def end() -> bytes:
    """Return a stream's last bytes."""
    return framed(MESSAGES.closing("")) + b"0\r\n\r\n"


def test_delays_leave_the_mocks_own_waiting_out() -> None:
    """Asked at 0, there at 2, sent at 52, here at 55: 5 ms of 55 are the system's; the second piece took 1 ms."""
    stream = received([(55, HEAD + framed(MESSAGES.opening) + stamped(2, 52)), (58, stamped(2, 57)), (59, end())])
    found = delays(stream, 2)
    assert found.first == 5
    assert found.pieces == [3, 1]
    assert found.total == 59


def test_framing_inside_an_event_makes_no_difference() -> None:
    """A proxy may cut chunks anywhere, and the network again: the time of a piece is that of its last byte."""
    event = MESSAGES.piece(0, b"%016d.%016d " % (0, 50 * MS))
    half = len(event) - 10
    data = HEAD + framed(MESSAGES.opening) + framed(event[:half]) + framed(event[half:])
    stream = received([(52, data[:-8]), (54, data[-8:] + end())])
    found = delays(stream, 1)
    assert found.pieces == [4]
    early = len(HEAD + framed(MESSAGES.opening)) + 20
    assert decoded(received([(1, data[:early]), (2, data[early:] + end())]))[1] == MESSAGES.opening + event + MESSAGES.closing("")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"HTTP/1.1 502 Bad Gateway\r\n\r\n", "status 502"),
        (HEAD + framed(MESSAGES.opening) + stamped(2, 52) + b"0\r\n\r\n", "did not end well"),
        (HEAD + framed(MESSAGES.opening) + end(), "did not end well"),
        (HEAD + framed(MESSAGES.opening) + stamped(2, 52) + framed(b"event: error\n\n") + end(), "did not end well"),
    ],
    ids=["refused", "no message_stop", "no piece", "error"],
)
def test_what_is_no_right_stream_is_no_result(data: bytes, said: str) -> None:
    """It counts as an error instead."""
    stream = received([(60, data)])
    with pytest.raises(ValueError, match=said):
        delays(stream, 1)
    assert stopwatch.whole_milliseconds(stream, 1) is None


def test_a_stream_that_did_not_end_is_no_result() -> None:
    """Where the patience has run out."""
    stream = received([(60, HEAD + framed(MESSAGES.opening) + stamped(2, 52) + end())])
    stream.ended = None
    with pytest.raises(ValueError, match="no end"):
        delays(stream, 1)
