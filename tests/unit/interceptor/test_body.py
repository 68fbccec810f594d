"""Bodies are read within a limit."""

import gzip
import io

import pytest

from interceptor.body import gunzip, read_body
from interceptor.refusal import Refused

LIMIT = 1_000
BOMB = gzip.compress(b"0" * 50_000_000)


@pytest.mark.parametrize(
    ("encoding", "sent"), [("", b"plain"), ("identity", b"plain"), ("gzip", gzip.compress(b"plain")), (" GZIP ", gzip.compress(b"plain"))]
)
def test_plain_and_gzip_are_read(encoding: str, sent: bytes) -> None:
    """The bytes as sent and unpacked."""
    assert read_body(io.BytesIO(sent), encoding, LIMIT) == (sent, b"plain")


def test_several_gzip_members_are_one_body() -> None:
    """As RFC 1952 has it."""
    assert gunzip(gzip.compress(b"a") + gzip.compress(b"b"), LIMIT) == b"ab"


@pytest.mark.parametrize(
    ("encoding", "sent", "status"),
    [
        ("", b"x" * (LIMIT + 1), 413),
        ("gzip", b"not gzip", 400),
        ("gzip", gzip.compress(b"plain")[:-4], 400),
        ("gzip", gzip.compress(b"plain")[:-1] + b"?", 400),
        ("gzip", gzip.compress(b"plain") + b"rest", 400),
        ("gzip", gzip.compress(b"x" * (LIMIT + 1)), 413),
        ("gzip", gzip.compress(b"x" * LIMIT) + gzip.compress(b"x"), 413),
        ("br", b"plain", 415),
    ],
)
def test_the_rest_is_refused(encoding: str, sent: bytes, status: int) -> None:
    """Each with its status."""
    with pytest.raises(Refused) as refused:
        read_body(io.BytesIO(sent), encoding, LIMIT)
    assert refused.value.status == status


def test_a_bomb_is_not_unpacked() -> None:
    """413, and never more than the limit in memory."""
    with pytest.raises(Refused) as refused:
        gunzip(BOMB, LIMIT)
    assert refused.value.status == 413


def test_the_limit_itself_is_taken() -> None:
    """Exactly the limit passes, sent or unpacked."""
    assert read_body(io.BytesIO(b"x" * LIMIT), "", LIMIT)[1] == b"x" * LIMIT
    assert gunzip(gzip.compress(b"x" * LIMIT), LIMIT) == b"x" * LIMIT
