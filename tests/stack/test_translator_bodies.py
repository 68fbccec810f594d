"""Request bodies of every kind, through the real edge."""

import gzip
import json
import socket
from collections.abc import Iterator

import httpx
import pytest

from tests.gateway import KEY, Gateway, message

HELLO = json.dumps(message("hi")).encode()


def post(gateway: Gateway, content: bytes | Iterator[bytes], **headers: str) -> httpx.Response:
    """Send these bytes as a message."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.post(
        f"{gateway.url}/v1/messages", content=content, headers={**KEY, "content-type": "application/json", **named}, timeout=60
    )


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"nonsense", b"[]", b"null", b"[" * 100_000, HELLO[:-1] + b',"x":NaN}', HELLO[:-1] + b',"x":"\xff"}', HELLO + b"x"],
)
def test_what_is_no_request(gateway: Gateway, content: bytes) -> None:
    """400 invalid_request_error in the API's shape, with a request-id."""
    answer = post(gateway, content)
    assert (answer.status_code, answer.json()["error"]["type"]) == (400, "invalid_request_error"), answer.text
    assert answer.json()["request_id"] == answer.headers["request-id"]


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + HELLO,
        HELLO[:-1] + b',"max_tokens":50}',
        HELLO.replace(b'"hi"', b'"half \\ud83d pair \\u0000"'),
        HELLO[:-1] + b',"metadata":{"n":123456789012345678901234567890}}',
        json.dumps(message("😀 é 日本")).encode("utf-8"),
    ],
)
def test_what_is_odd_but_right(gateway: Gateway, content: bytes) -> None:
    """A byte order mark, keys said twice, half surrogates, huge numbers: answered."""
    answer = post(gateway, content)
    assert answer.status_code == 200, answer.text


def test_half_surrogates_are_noted(gateway: Gateway) -> None:
    """What was replaced is told."""
    answer = post(gateway, HELLO.replace(b'"hi"', b'"half \\ud83d pair"'))
    assert "half-surrogates-replaced" in answer.headers["x-openai-code-notes"]


@pytest.mark.parametrize("depth", [200, 500, 900, 1500])
def test_deep_nesting(gateway: Gateway, depth: int) -> None:
    """Deep schemas and inputs are answered or refused, never a failure of ours."""
    deep = '{"properties":{"a":' * depth + "{}" + "}}" * depth
    content = HELLO[:-1] + f',"tools":[{{"name":"x","input_schema":{deep}}}]}}'.encode()
    assert post(gateway, content).status_code in (200, 400)
    call = {"role": "assistant", "content": [{"type": "tool_use", "id": "t", "name": "x", "input": "DEEP"}]}
    result = {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "t", "content": "y"}]}
    history = json.dumps({"model": "claude-opus-5-5", "max_tokens": 50, "messages": [{"role": "user", "content": "x"}, call, result]})
    assert post(gateway, history.replace('"DEEP"', '{"a":' * depth + "1" + "}" * depth).encode()).status_code in (200, 400)


def test_compressed_requests(gateway: Gateway) -> None:
    """gzip is read; a coding that is not known is told as such."""
    assert post(gateway, gzip.compress(HELLO), content_encoding="gzip").status_code == 200
    answer = post(gateway, b"\x28\xb5\x2f\xfd", content_encoding="zstd")
    assert answer.status_code == 415
    assert "zstd" in answer.json()["error"]["message"]


def test_a_body_in_chunks(gateway: Gateway) -> None:
    """A request without a length is read."""
    assert post(gateway, iter([HELLO[:10], HELLO[10:50], HELLO[50:]])).status_code == 200


def test_large_requests(gateway: Gateway) -> None:
    """30 MB pass; over 32 MB is 413 in the API's shape, at the edge as behind it."""
    body = message("x" * 30_000_000)
    assert post(gateway, json.dumps(body).encode()).status_code == 200
    answer = post(gateway, b" " * (32 * 1024 * 1024) + HELLO)
    assert (answer.status_code, answer.json()["error"]["type"]) == (413, "request_too_large")
    gateway.forget()


def test_the_translator_itself_bounds_requests(gateway: Gateway) -> None:
    """Behind the edge the same bound holds, before a byte is read."""
    port = int(gateway.env["TRANSLATOR_PORT"])
    with socket.create_connection(("127.0.0.1", port), 5) as connection:
        connection.sendall(b"POST /v1/messages HTTP/1.1\r\nhost: x\r\ncontent-length: 999999999\r\n\r\n")
        # Who is not the edge is not even told that.
        assert b" 403 " in connection.recv(4096)
