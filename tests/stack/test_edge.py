"""The edge: what can be reached, by whom, and how it says no."""

import json
import socket

import httpx
import pytest

from tests.gateway import KEY, Gateway, message

# LiteLLM's own pages, keys, admin and documentation: none of them may be reached from outside.
HIDDEN = """
/ui/ /openapi.json /docs /redoc /routes /key/list /key/generate /user/list /model/info /v1/model/info /health/liveliness
/health/readiness /config/yaml /get/config/callbacks /spend/logs /v1/files /v1/batches /v1/messages/batches /anthropic/v1/messages
/openai/v1/responses /v1/responses/resp_1 /v1/images/generations /models /chat/completions /v2/models /v1/messagesx /v1/messages/
/litellm/.well-known/litellm-ui-config /sso/key/generate /offline/requests /api/event_loggingx /healthz /v1/messages/count_tokens/x
/sessionsx /cache/x /sign-inx /static /v1/models/ /v1/modelsx /-/bad-request /models/anthropic /test-connection/x
""".split()

ERROR_TYPES = {
    400: "invalid_request_error",
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    405: "invalid_request_error",
    413: "request_too_large",
}


def assert_anthropic_error(answer: httpx.Response, status: int) -> str:
    """Check that an answer is the Messages API's own kind of error; returns its message."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"].startswith("application/json")
    body = answer.json()
    assert body["type"] == "error"
    assert body["error"]["type"] == ERROR_TYPES[status]
    assert answer.headers["request-id"].startswith("req_")
    assert body["request_id"] == answer.headers["request-id"]
    return str(body["error"]["message"])


@pytest.mark.parametrize("path", HIDDEN)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_nothing_but_the_listed_endpoints_can_be_reached(gateway: Gateway, path: str, method: str) -> None:
    """Every path outside the allow-list is 404, also with the right key."""
    assert_anthropic_error(httpx.request(method, gateway.url + path, headers=KEY, timeout=30), 404)


@pytest.mark.parametrize(
    "raw",
    ["/v1/models/../../key/list", "/v1/%2e%2e/key/list", "//key/list", "/v1/models%2f..%2f..%2fkey/list", "/v1/messages/..;/key/list"],
)
def test_a_path_that_is_written_otherwise_reaches_no_more(gateway: Gateway, raw: str) -> None:
    """Dots, slashes and escapes in a path do not lead around the allow-list."""
    answer = exchange(gateway, f"GET {raw} HTTP/1.1\r\nHost: localhost\r\nx-api-key: dummy\r\nConnection: close\r\n\r\n")
    assert answer.startswith("HTTP/1.1 404"), answer[:300]


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("GET", "/v1/messages", "POST"),
        ("PUT", "/v1/messages", "POST"),
        ("DELETE", "/v1/models", "GET, HEAD"),
        ("POST", "/v1/models/claude-opus-5-5", "GET, HEAD"),
        ("POST", "/test-connection", "GET"),
        ("POST", "/v1", "GET, HEAD"),
        ("POST", "/health", "GET, HEAD"),
        ("POST", "/sessions/one", "GET, HEAD"),
        ("DELETE", "/static/page.css", "GET, HEAD"),
        ("PUT", "/sign-in", "GET, HEAD, POST"),
        ("GET", "/v1/chat/completions", "POST"),
        ("TRACE", "/v1/messages", "GET, HEAD, POST"),
    ],
)
def test_a_wrong_method_is_told_which_one_is_right(gateway: Gateway, method: str, path: str, allow: str) -> None:
    """405 comes with Allow and with the method in words."""
    answer = httpx.request(method, gateway.url + path, headers=KEY, timeout=30)
    assert allow in assert_anthropic_error(answer, 405)
    assert answer.headers["allow"] == allow


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"x-api-key": "Dummy"},
        {"x-api-key": "dummy "[:-1] + "x"},
        {"x-api-key": "xdummy"},
        {"authorization": "Bearer DUMMY"},
        {"authorization": "Basic dummy"},
        {"authorization": "dummy"},
        {"api-key": "dummy"},
        {"x-litellm-api-key": "dummy"},
    ],
)
@pytest.mark.parametrize("path", ["/v1/messages", "/v1/messages/count_tokens", "/v1/chat/completions", "/v1/responses", "/v1/embeddings"])
def test_without_the_exact_key_nothing_is_served(gateway: Gateway, path: str, headers: dict[str, str]) -> None:
    """A missing, altered or misplaced key is 401 with what to set."""
    answer = httpx.post(gateway.url + path, json=message("hi"), headers=headers, timeout=30)
    assert "ANTHROPIC_API_KEY" in assert_anthropic_error(answer, 401)


@pytest.mark.parametrize(
    "headers",
    [
        {"x-api-key": "dummy"},
        {"authorization": "Bearer dummy"},
        {"authorization": "bearer dummy"},
        {"x-api-key": "dummy", "authorization": "Bearer dummy"},
        {"x-api-key": "an old key", "authorization": "Bearer dummy"},
    ],
)
def test_the_key_is_taken_in_both_headers(gateway: Gateway, headers: dict[str, str]) -> None:
    """x-api-key and Authorization: Bearer both work, also when the other one is stale."""
    assert httpx.get(f"{gateway.url}/v1/models?limit=1000", headers=headers, timeout=30).status_code == 200


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/v1"), ("HEAD", "/v1"), ("GET", "/v1/"), ("HEAD", "/"), ("GET", "/health"), ("HEAD", "/health")]
)
def test_a_probe_needs_no_key(gateway: Gateway, method: str, path: str) -> None:
    """A client that looks whether the gateway is there gets 200 without a key."""
    assert httpx.request(method, gateway.url + path, timeout=30).status_code == 200


def test_v1_twice_is_the_same_as_once(gateway: Gateway) -> None:
    """A base URL that ends in /v1 works as well."""
    assert httpx.get(f"{gateway.url}/v1/v1/models", headers=KEY, timeout=30).status_code == 200
    assert httpx.get(f"{gateway.url}/v1/v1", timeout=30).status_code == 200
    assert httpx.post(f"{gateway.url}/v1/v1/messages?beta=true", headers=KEY, json=message("hi"), timeout=30).status_code == 200


def test_the_page_is_shown_to_its_own_host_names_alone(gateway: Gateway) -> None:
    """A foreign Host, as in DNS rebinding, is 403 and is told of PUBLIC_HOST."""
    assert httpx.get(f"{gateway.url}/", headers={"host": f"localhost:{gateway.port}"}, timeout=30).status_code == 200
    assert "PUBLIC_HOST" in assert_anthropic_error(httpx.get(f"{gateway.url}/", headers={"host": "evil.example"}, timeout=30), 403)
    assert_anthropic_error(httpx.get(f"{gateway.url}/", headers={"host": "localhost.evil.example"}, timeout=30), 403)


def test_a_body_over_32_mb_is_refused_and_one_below_is_not(gateway: Gateway) -> None:
    """The limit is 32 MB, and says so; below it every body passes, also in chunks, whoever started nginx."""
    with httpx.Client(timeout=60) as client:
        for size in (700_000, 31_000_000):
            body = json.dumps(message("hi " + "x" * size)).encode()
            assert client.post(f"{gateway.url}/v1/messages", content=body, headers=KEY).status_code == 200
            chunks = (body[at : at + 65_536] for at in range(0, len(body), 65_536))
            assert client.post(f"{gateway.url}/v1/messages", content=chunks, headers=KEY).status_code == 200
        assert "32 MB" in assert_anthropic_error(client.post(f"{gateway.url}/v1/messages", content=b"x" * 34_000_000, headers=KEY), 413)
    gateway.forget()


@pytest.mark.parametrize(
    "request_text",
    [
        "GET / HTTP/1.1\r\n\r\n",
        "nonsense\r\n\r\n",
        "GET /v1 HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        f"GET / HTTP/1.1\r\nHost: a\r\nx: {'y' * 40_000}\r\n\r\n",
    ],
)
def test_what_is_not_http_gets_an_answer_in_json(gateway: Gateway, request_text: str) -> None:
    """A malformed request is 400 in the same shape, never an HTML page."""
    answer = exchange(gateway, request_text)
    assert '"invalid_request_error"' in answer
    assert "<html" not in answer.lower()


def test_the_clients_headers_reach_litellm_but_its_key_does_not(gateway: Gateway) -> None:
    """What the client shows as its key stays at the edge: the upstream sees its own key alone."""
    gateway.post(message("hi"))
    seen = gateway.upstream_requests()[-1]
    assert "dummy" not in str(seen["headers"])


def exchange(gateway: Gateway, text: str) -> str:
    """Send raw bytes and return what comes back."""
    with socket.create_connection(("127.0.0.1", gateway.port), timeout=10) as connection:
        connection.sendall(text.encode())
        parts = []
        while part := connection.recv(65536):
            parts.append(part)
            if b"\r\n\r\n" in b"".join(parts) and b"}" in part:
                break
    return b"".join(parts).decode(errors="replace")
