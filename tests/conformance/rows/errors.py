"""Errors, through the whole gateway."""

import socket

from tests.conformance.live import Ask, Check, events, failed, live
from tests.conformance.rows.headers import ALWAYS, _api_key, _retry_after
from tests.conformance.sent import Json
from tests.conformance.verdicts import Row


def _bad_json(ask: Ask) -> None:
    failed(ask.post(b'{"model": '), 400, "invalid_request_error", "JSON")
    failed(ask.post(ask.body(max_tokens="abc")), 400, "invalid_request_error", "max_tokens: Input should be a valid integer")


def _unknown_model(ask: Ask) -> None:
    failed(ask.post(ask.body() | {"model": "claude-opsu-9"}), 404, "not_found_error", "claude-opsu-9")
    failed(ask.post({"messages": []}), 400, "invalid_request_error", "model: Field required")


def _too_large(ask: Ask) -> None:
    with socket.create_connection(("127.0.0.1", ask.gateway.port), timeout=10) as connection:
        head = "POST /v1/messages HTTP/1.1\r\nhost: localhost\r\nx-api-key: dummy\r\ncontent-length: 34000000\r\n\r\n"
        connection.sendall(head.encode())
        said = b""
        while b"request_too_large" not in said and (piece := connection.recv(4096)):
            said += piece
    assert said.startswith(b"HTTP/1.1 413")
    assert b"request_too_large" in said


def _upstream(status: int, answers: int, kind: str, options: Json | None = None) -> Check:
    def check(ask: Ask) -> None:
        failed(ask.play("error", {"status": status, **(options or {})}), answers, kind)

    return check


def _overflow(ask: Ask) -> None:
    response = ask.play("context_overflow", {"limit": 128_000, "used": 131_072})
    failed(response, 400, "invalid_request_error", "prompt is too long: ", " tokens > ", " maximum")


def _retried(ask: Ask) -> None:
    assert ask.play("error", {"status": 500, "times": 1, "message": ask.column.key}).status_code == 200


def _broken(ask: Ask) -> None:
    failed(ask.play("close_early"), 502, "api_error")
    failed(ask.play("html_error", {"status": 502}), 500, "api_error")


def _inside(ask: Ask) -> None:
    body = {"error": {"message": "Rate limit reached", "type": "rate_limit_error", "code": "rate_limit_exceeded"}}
    response = ask.play("json", {"body": body})
    assert response.status_code >= 400
    assert response.json()["type"] == "error"


def _mid_stream(ask: Ask) -> None:
    for scenario in ("cut", "fail_midstream"):
        found = events(ask.play(scenario, {"after": 2, "delay_ms": 100}, stream=True))
        assert found[0]["type"] == "message_start"
        assert found[-1]["type"] == "error"
        assert found[-1]["error"]["type"] in ("api_error", "overloaded_error")


def _ping(ask: Ask) -> None:
    found = events(ask.play("slow_headers", {"seconds": 11.5}, stream=True))
    assert found[0]["type"] == "ping"
    assert found[-1]["type"] == "message_stop"


ERRORS: list[Row] = [
    live("400 `invalid_request_error`", _bad_json, ALWAYS, "error:invalid_request_error"),
    live("400 “prompt is too long: N tokens > M maximum” (what the client compacts by)", _overflow, ALWAYS),
    live("401 `authentication_error`: the client's key", _api_key, ALWAYS, "error:authentication_error"),
    live("401 `authentication_error`: the upstream's key", _upstream(401, 401, "authentication_error"), ALWAYS),
    live(
        "402 `billing_error`",
        _upstream(402, 402, "billing_error", {"message": "pay"}),
        ALWAYS,
        "error:billing_error",
    ),
    live("403 `permission_error`", _upstream(403, 403, "permission_error"), ALWAYS, "error:permission_error"),
    live("404 `not_found_error`: an unknown model", _unknown_model, ALWAYS, "error:not_found_error"),
    live("404 `not_found_error`: a model that the upstream lacks", _upstream(404, 404, "not_found_error"), ALWAYS),
    live("413 `request_too_large`", _too_large, ALWAYS),
    live("413 of the upstream", _upstream(413, 413, "request_too_large"), ALWAYS),
    live("429 `rate_limit_error`", _retry_after, ALWAYS, "error:rate_limit_error"),
    live("500 `api_error`", _upstream(500, 500, "api_error"), ALWAYS, "error:api_error"),
    live("504 `timeout_error` (upstream 504)", _upstream(504, 504, "timeout_error"), ALWAYS, "error:timeout_error"),
    live("504 `timeout_error` (upstream 408)", _upstream(408, 504, "timeout_error"), ALWAYS),
    live(
        "529 `overloaded_error`",
        _upstream(503, 529, "overloaded_error"),
        ALWAYS,
        "error:overloaded_error",
    ),
    live("an upstream that fails once: asked again before the first byte", _retried, ALWAYS),
    live("an upstream that hangs up (502 `api_error`) or answers with HTML (500 `api_error`)", _broken, ALWAYS),
    live("an upstream's error in an answer of status 200", _inside, ALWAYS),
    live("`error` event after the stream has begun", _mid_stream, ALWAYS),
    live("`ping` in every silence of 10 s, from the first on", _ping, ALWAYS, "event:ping"),
]
