"""A request as bytes: its address read once, its head made once for all requests that share it."""

import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote, unquote, urlsplit

from translator.httpclient.faults import BadAddress, UnfitHeader

PORTS = {"http": 80, "https": 443}
# RFC 9110, 5.6.2 and 5.5: a line break in either would begin a header, or a request, of somebody else's making.
NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
UNFIT = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
# RFC 3986, 3.3 and 3.4: what may stand in a path and a query as it is.
PLAIN = "/?:@!$&'()*+,;=~"
HALF_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
# What the client itself decides: the body's length, and what becomes of the connection.
OWN = frozenset("connection content-length expect keep-alive proxy-connection te trailer transfer-encoding upgrade".split())
DEFAULTS = {
    "accept": "*/*",
    # A stream that an intermediary compresses comes in lumps.
    "accept-encoding": "identity",
}
WITHOUT_BODY = frozenset(("GET", "HEAD", "OPTIONS", "DELETE", "TRACE"))
MOST_HEADS = 256

Origin = tuple[str, str, int]


@dataclass(frozen=True)
class Address:
    """Where a URL leads. origin: scheme, host and port. target: path and query. host: as the Host header has it. login: who asks, or ""."""

    origin: Origin
    target: str
    host: str
    login: str


@lru_cache(maxsize=256)
def address_of(url: str) -> Address:
    """Read a URL; raises BadAddress."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
        host = host if host.isascii() else host.encode("idna").decode()
    except ValueError as error:
        raise BadAddress from error
    if parts.scheme not in PORTS or not host or " " in host:
        raise BadAddress
    shown = f"[{host}]" if ":" in host else host
    shown = shown if port is None or port == PORTS[parts.scheme] else f"{shown}:{port}"
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    target = quote(HALF_ESCAPE.sub("%25", target), safe=f"{PLAIN}%")
    login = ""
    if parts.username is not None:
        login = "Basic " + b64encode(f"{unquote(parts.username)}:{unquote(parts.password or '')}".encode()).decode()
    return Address((parts.scheme, host, port or PORTS[parts.scheme]), target, shown, login)


def head_of(method: str, address: Address, headers: Mapping[str, str]) -> bytes:
    """Return the request's head up to the length of its body; raises UnfitHeader."""
    given = {name.lower(): value for name, value in headers.items()}
    if address.login:
        given["authorization"] = address.login
    lines = [f"{method} {address.target} HTTP/1.1".encode()]
    for name, value in ({"host": address.host} | DEFAULTS | given).items():
        if name in OWN:
            continue
        if not NAME.fullmatch(name) or UNFIT.search(value):
            raise UnfitHeader(name)
        lines.append(b"%s: %s" % (name.encode(), _coded(value.strip())))
    return b"\r\n".join(lines) + b"\r\n"


def ending(method: str, size: int) -> bytes:
    """Return what ends a head; size: the body's, in bytes."""
    return b"\r\n" if not size and method in WITHOUT_BODY else b"content-length: %d\r\n\r\n" % size


class Heads:
    """The heads of late. Most requests to an address have the same headers."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], tuple[dict[str, str], bytes]] = {}

    def of(self, method: str, url: str, headers: Mapping[str, str]) -> bytes:
        """Return head_of, made once; raises BadAddress or UnfitHeader."""
        kept = self._kept.get((method, url))
        if kept is not None and kept[0] == headers:
            return kept[1]
        head = head_of(method, address_of(url), headers)
        if len(self._kept) >= MOST_HEADS:
            self._kept.clear()
        self._kept[method, url] = dict(headers), head
        return head


def _coded(value: str) -> bytes:
    # What came from a client was read as latin-1, and leaves as the bytes that it was.
    try:
        return value.encode("latin-1")
    except UnicodeEncodeError:
        return value.encode("utf-8", "replace")
