"""A request as bytes."""

import pytest

from translator.httpclient.faults import BadAddress, UnfitHeader
from translator.httpclient.request import Heads, address_of, ending, head_of


def lines(url: str, **headers: str) -> list[str]:
    """Return the head's lines."""
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return head_of("POST", address_of(url), given).decode("latin-1").split("\r\n")


@pytest.mark.parametrize(
    ("url", "origin", "target", "host"),
    [
        ("http://a/v1", ("http", "a", 80), "/v1", "a"),
        ("https://a", ("https", "a", 443), "/", "a"),
        ("https://A.example:443/v1?x=1&y=%20#z", ("https", "a.example", 443), "/v1?x=1&y=%20", "a.example"),
        ("http://[::1]:8080/v1", ("http", "::1", 8080), "/v1", "[::1]:8080"),
        ("https://bücher.example/ä b%zz", ("https", "xn--bcher-kva.example", 443), "/%C3%A4%20b%25zz", "xn--bcher-kva.example"),
        ("http://user:p%40ss@a:8080/", ("http", "a", 8080), "/", "a:8080"),
    ],
)
def test_addresses(url: str, origin: tuple[str, str, int], target: str, host: str) -> None:
    """Ports by scheme, names as DNS has them, paths and queries as HTTP has them."""
    address = address_of(url)
    assert (address.origin, address.target, address.host) == (origin, target, host)


@pytest.mark.parametrize(
    "url", ["", "v1", "//a/v1", "ftp://a/", "http://", "http://[oops/", "http://a:99999/", "http://a b/", "http://a:x/"]
)
def test_what_is_no_address(url: str) -> None:
    """It is told as that."""
    with pytest.raises(BadAddress):
        address_of(url)


def test_the_head() -> None:
    """The caller's headers, and only what is missing beside them; what the client decides is its own."""
    head = lines("http://a/v1", Authorization="Bearer x", connection="close", content_length="7", transfer_encoding="chunked")
    assert head == ["POST /v1 HTTP/1.1", "host: a", "accept: */*", "accept-encoding: identity", "authorization: Bearer x", ""]
    assert lines("http://a/v1", Host="b", Accept_Encoding="gzip")[1:4] == ["host: b", "accept: */*", "accept-encoding: gzip"]


def test_who_asks_may_stand_in_the_address() -> None:
    """Name and password of an address become a header, and nothing else of the request."""
    head = lines("http://user:p%40ss@a:8080/", authorization="Bearer x")
    assert "authorization: Basic dXNlcjpwQHNz" in head
    assert "user" not in "".join(head)


@pytest.mark.parametrize("value", ["a\r\nx: y", "a\nb", "a\rb", "a\0b", "a\x7f"])
def test_no_header_begins_another(value: str) -> None:
    """Line breaks and their like in a value, or anything but a name in a name, are refused by the header's name alone."""
    with pytest.raises(UnfitHeader) as caught:
        lines("http://a/", x_key=value)
    assert caught.value.args == ("x-key",)
    with pytest.raises(UnfitHeader):
        head_of("POST", address_of("http://a/"), {value: "x"})
    for name in ("", "a b", "a:b", "ä"):
        with pytest.raises(UnfitHeader):
            head_of("POST", address_of("http://a/"), {name: "x"})


def test_no_line_begins_in_the_address() -> None:
    """Line breaks in an address do not reach the head."""
    for url in ("http://a/x\r\ny: z", "http://a/x y", "http://a/?x\r\ny"):
        assert len(lines(url)) == 5


def test_values_travel_as_they_came() -> None:
    """Bytes of a client's header are the same bytes again; other letters are UTF-8."""
    assert b"x: \xe4\r\n" in head_of("POST", address_of("http://a/"), {"x": "ä"})
    assert "x: Ж\r\n".encode() in head_of("POST", address_of("http://a/"), {"x": "Ж"})


def test_the_length() -> None:
    """Every body has one, and so has the want of a body where one is usual."""
    assert ending("POST", 0) == b"content-length: 0\r\n\r\n"
    assert ending("GET", 0) == b"\r\n"
    assert ending("GET", 7) == b"content-length: 7\r\n\r\n"


def test_heads_are_remembered_by_all_that_is_in_them() -> None:
    """Another header, method or address is another head; what is remembered stays small."""
    heads = Heads()
    headers = {"x": "1"}
    first = heads.of("POST", "http://a/", headers)
    assert heads.of("POST", "http://a/", dict(headers)) is first
    headers["x"] = "2"
    assert b"x: 2" in heads.of("POST", "http://a/", headers)
    assert heads.of("GET", "http://a/", headers).startswith(b"GET /")
    for number in range(1000):
        assert b"/%d " % number in heads.of("POST", f"http://a/{number}", headers)
    assert len(heads._kept) < 300
