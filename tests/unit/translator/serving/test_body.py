import asyncio
import gzip
import zlib
from typing import Any

import pytest

from translator.failure import Failure
from translator.serving.body import MAX_BYTES, Gone, parse, read
from translator.serving.channel import Message


def reading(*pieces: bytes, leaves: bool = False, **headers: str) -> bytes:
    """Read a body that comes in these pieces."""
    messages: list[Message] = [
        {"type": "http.request", "body": piece, "more_body": leaves or number < len(pieces)} for number, piece in enumerate(pieces, 1)
    ]
    messages.append({"type": "http.disconnect"})

    async def receive() -> Message:
        return messages.pop(0)

    return asyncio.run(read(receive, {name.replace("_", "-"): value for name, value in headers.items()}))


def refused(*pieces: bytes, **headers: Any) -> Failure:  # noqa: ANN401 (headers)
    """Return why a body is refused."""
    with pytest.raises(Failure) as caught:
        reading(*pieces, **headers)
    return caught.value


def test_pieces_are_joined() -> None:
    """A body comes in any pieces, of one or of many."""
    assert reading(b"abc") == b"abc"
    assert reading(b"a", b"", b"bc") == b"abc"


def test_a_client_that_leaves_while_it_sends() -> None:
    """Nobody is left to be answered."""
    with pytest.raises(Gone):
        reading(b"a", leaves=True)


def test_too_large() -> None:
    """Over 32 MB is 413: by what was told before a byte was read, and by what came."""
    assert refused(content_length=str(MAX_BYTES + 1)).status == 413
    assert refused(*[b"x" * (MAX_BYTES // 4)] * 4, b"y").status == 413
    assert len(reading(*[b"x" * (MAX_BYTES // 4)] * 4)) == MAX_BYTES
    assert refused(gzip.compress(b"x" * (MAX_BYTES + 1)), content_encoding="gzip").status == 413


@pytest.mark.parametrize(("coding", "body"), [("gzip", gzip.compress(b"{}")), ("deflate", zlib.compress(b"{}")), ("Identity", b"{}")])
def test_compressed_bodies_are_read(coding: str, body: bytes) -> None:
    """gzip and deflate are undone."""
    assert reading(body, content_encoding=coding) == b"{}"


def test_codings_that_cannot_be_read() -> None:
    """What is not known, broken or cut is told."""
    assert refused(b"x", content_encoding="br").status == 415
    assert "br" in refused(b"x", content_encoding="br").message
    assert refused(b"x", content_encoding="gzip").status == 400
    assert refused(gzip.compress(b"{}" * 1000)[:-9], content_encoding="gzip").status == 400


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"nonsense", b'{"a":NaN}', b'{"a":1e999}', b'{"a":1e999,"b":"\\ud800"}', b'{"a":NaN,"b":"\\ud800"}', b'{"a":"\xff"}',
     b"[" * 3000 + b"]" * 3000, b'{"a":"\\ud800","b":' + b"[" * 100_000, b'"\\ud83d', '{"a":1}'.encode("utf-16")],
)  # fmt: skip
def test_what_is_no_json(body: bytes) -> None:
    """400 with the reason."""
    with pytest.raises(Failure) as caught:
        parse(body)
    assert (caught.value.status, caught.value.kind) == (400, "invalid_request_error")
    assert "not valid JSON" in caught.value.message


@pytest.mark.parametrize("body", [b"[]", b"1", b'"text"', b"null", b"true"])
def test_what_is_no_object(body: bytes) -> None:
    """A request is a JSON object."""
    with pytest.raises(Failure, match="must be a JSON object"):
        parse(body)


def test_half_surrogates_are_replaced() -> None:
    """Halves of a pair become U+FFFD, in keys too; whole pairs stay, and numbers stay as they are otherwise read."""
    body = b'{"a":"x\\ud800y \\ud83d\\ude00","\\udc00":1,"n":12345678901234567890123,"m":-5,"f":1.5,"u":18446744073709551615}'
    value, replaced = parse(body)
    assert replaced
    plain = parse(b'{"n":12345678901234567890123,"m":-5,"f":1.5,"u":18446744073709551615}')[0]
    assert value == {"a": "x\ufffdy 😀", "\ufffd": 1, **plain}
    assert [type(one) for one in list(value.values())[2:]] == [type(one) for one in plain.values()]


def test_a_byte_order_mark_and_keys_said_twice() -> None:
    """A mark before the JSON is passed over; the last of equal keys counts."""
    assert parse(b'\xef\xbb\xbf{"a":1,"a":2}') == ({"a": 2}, False)
