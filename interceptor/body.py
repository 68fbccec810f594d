"""Read a request body within a limit, whatever it is packed in."""

import zlib
from typing import IO

from interceptor.refusal import Refused, malformed, too_large

GZIP_WINDOW = 31  # zlib's number for "a gzip header and trailer, nothing else"


def read_body(stream: IO[bytes], encoding: str, limit: int) -> tuple[bytes, bytes]:
    """Read and unpack a body.

    Args:
        stream: the body as sent.
        encoding: value of Content-Encoding.
        limit: most bytes, as sent and unpacked.

    Returns:
        The bytes as sent and the bytes unpacked.

    Raises:
        Refused: 413 over the limit, 415 for another encoding, 400 for bad gzip.
    """
    encoding = encoding.strip().lower()
    if encoding not in {"", "identity", "gzip", "x-gzip"}:
        raise Refused(415, "The Content-Encoding is not known here: send the body plain or as gzip.")
    sent = stream.read(limit + 1)
    if len(sent) > limit:
        raise _over(limit)
    return sent, (gunzip(sent, limit) if encoding.endswith("gzip") else sent)


def gunzip(data: bytes, limit: int) -> bytes:
    """Unpack gzip (RFC 1952, several members too), never making more than `limit` bytes plus one.

    Raises:
        Refused: 413 over the limit, 400 where the data is not whole gzip.
    """
    plain = b""
    while data:
        unpacker = zlib.decompressobj(GZIP_WINDOW)
        try:
            plain += unpacker.decompress(data, limit + 1 - len(plain))
        except zlib.error:
            raise malformed("The body is not valid gzip, although Content-Encoding says so.") from None
        if len(plain) > limit:
            raise _over(limit)
        if not unpacker.eof:
            raise malformed("The gzip body ends early.")
        data = unpacker.unused_data
    return plain


def _over(limit: int) -> Refused:
    return too_large(f"The body is larger than {limit} bytes, as sent or unpacked: send smaller batches.")
