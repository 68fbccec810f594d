"""Headers, errors, endpoints and count_tokens, through the whole gateway."""

import socket
from dataclasses import replace
from typing import Any

import httpx

from tests.conformance.columns import Column, route
from tests.conformance.live import Ask, events, failed, live
from tests.conformance.rows.fields import SESSION, USER_NOT_TAKEN
from tests.conformance.sent import Json, Sent, request
from tests.conformance.verdicts import EXACT, Row, Verdict, approximated, by_api, everywhere, refused
from tests.unit.translator.tokens.measured import MEASURED
from translator.tokens.counting import count

ALWAYS = everywhere(EXACT)
NOT_HERE = "404 in the API's shape: there is no such thing behind OpenAI's wires."
BIG: Json = {
    "system": "You are a careful assistant. " * 40,
    "tools": [
        {
            "name": f"tool_{number}",
            "description": "Does something with a path and a number.",
            "input_schema": {
                "type": "object",
                "properties": {"path": {"type": "string", "description": "Where."}, "limit": {"type": "integer"}},
                "required": ["path"],
            },
        }
        for number in range(8)
    ],
}


def _answers(ask: Ask, **headers: str) -> httpx.Response:
    response = ask.post(ask.body(), **headers)
    assert response.status_code == 200, response.text
    return response


def _api_key(ask: Ask) -> None:
    _answers(ask)
    failed(ask.post(ask.body(), x_api_key="wrong"), 401, "authentication_error")


def _bearer(ask: Ask) -> None:
    _answers(ask, x_api_key="", authorization="Bearer dummy")
    failed(ask.post(ask.body(), x_api_key="", authorization="Bearer wrong"), 401, "authentication_error")


def _version(ask: Ask) -> None:
    _answers(ask, anthropic_version="2023-06-01")
    _answers(ask)


def _beta(ask: Ask) -> None:
    _answers(ask, anthropic_beta="claude-code-20250219,interleaved-thinking-2025-05-14,entirely-new-2099-01-01")


def _any_type(ask: Ask) -> None:
    _answers(ask, content_type="")


def _session(sent: Sent) -> None:
    assert bool(sent.body.get("prompt_cache_key")) == sent.column.openai


def _request_id(ask: Ask) -> None:
    one, two = _answers(ask), ask.post(ask.body(stream=True))
    three = ask.post(b"{")
    ids = [response.headers["request-id"] for response in (one, two, three)]
    assert len(set(ids)) == 3
    assert all(name.startswith("req_") for name in ids)


def _types(ask: Ask) -> None:
    assert _answers(ask).headers["content-type"].startswith("application/json")
    assert ask.post(ask.body(stream=True)).headers["content-type"].startswith("text/event-stream")


def _retry_after(ask: Ask) -> None:
    response = ask.play("error", {"status": 429, "retry_after": 1})
    failed(response, 429, "rate_limit_error")
    assert response.headers["retry-after"] == "1"


def _absent(*names: str) -> object:
    def check(ask: Ask) -> None:
        headers = _answers(ask).headers
        assert not [name for name in headers if name.startswith(names)]

    return check


def _noted(ask: Ask) -> None:
    assert "dropped-speed" in ask.post(ask.body(speed="fast")).headers["x-openai-code-notes"].split(",")
    assert "x-openai-code-notes" not in _answers(ask).headers


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


def _upstream(status: int, answers: int, kind: str, options: Json | None = None) -> object:
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


def _streams(ask: Ask) -> None:
    found = events(ask.post(ask.body(stream=True), "/v1/messages?beta=true"))
    assert (found[0]["type"], found[-1]["type"]) == ("message_start", "message_stop")
    assert ask.post(ask.body(), "/v1/v1/messages").json()["type"] == "message"


def _get_refused(ask: Ask) -> None:
    failed(httpx.get(f"{ask.gateway.url}/v1/messages", headers={"x-api-key": "dummy"}), 405, "invalid_request_error")


def _models(ask: Ask) -> None:
    response = httpx.get(f"{ask.gateway.url}/v1/models?limit=1000", headers={"x-api-key": "dummy"}, timeout=30)
    assert response.status_code == 200, response.text
    assert "claude-opus-4-5-20251101" in [one["id"] for one in response.json()["data"]]


def _nowhere(method: str, path: str) -> object:
    def check(ask: Ask) -> None:
        response = httpx.request(method, ask.gateway.url + path, headers={"x-api-key": "dummy"}, content=b"{}")
        failed(response, 404, "not_found_error")

    return check


def _count(ask: Ask, **fields: Any) -> int:  # noqa: ANN401 (JSON)
    body = ask.body(**fields)
    del body["max_tokens"]
    response = ask.post(body, "/v1/messages/count_tokens")
    assert response.status_code == 200, response.text
    assert list(response.json()) == ["input_tokens"]
    return int(response.json()["input_tokens"])


def _counts(ask: Ask) -> None:
    reported = ask.post(ask.body(system=BIG["system"])).json()["usage"]
    real = reported["input_tokens"] + reported["cache_read_input_tokens"]
    if ask.column.openai:
        assert abs(_count(ask, system=BIG["system"]) - real) <= 0.03 * real, (_count(ask, system=BIG["system"]), real)
    else:
        assert _count(ask, system=BIG["system"]) > 0


def _measured(column: Column, _: Verdict) -> None:
    target = route(column).target
    for model, wire, body, reported in MEASURED:
        if wire == column.wire:
            tokens = count(body, replace(target, model=model)).tokens
            assert abs(tokens - reported) <= max(3, 0.03 * reported), (model, tokens, reported)


def _count_faults(ask: Ask) -> None:
    failed(ask.post(ask.body() | {"messages": []}, "/v1/messages/count_tokens"), 400, "invalid_request_error", "at least one message")
    failed(ask.post(ask.body() | {"model": "claude-opsu-9"}, "/v1/messages/count_tokens"), 404, "not_found_error")


def _count_fields(ask: Ask) -> None:
    assert _count(ask, **BIG) > _count(ask, tools=BIG["tools"]) > _count(ask)
    assert _count(ask, thinking={"type": "adaptive"}, output_config={"effort": "low"}) >= _count(ask)


HEADERS: list[Row] = [
    live("`x-api-key`", _api_key, ALWAYS),
    live("`authorization: Bearer`", _bearer, ALWAYS),
    live("`anthropic-version`, any and none", _version, ALWAYS),
    live(
        "`anthropic-beta`",
        _beta,
        everywhere(approximated(how="Accepted as it comes, known or not; what a beta turns on is judged by its own row.")),
    ),
    live("`content-type` left out", _any_type, ALWAYS),
    request("`x-claude-code-session-id`", {}, _session, by_api(EXACT, USER_NOT_TAKEN), session=SESSION),
    live("`request-id` of every answer", _request_id, ALWAYS),
    live("`content-type` of the answer", _types, ALWAYS),
    live("`retry-after`, as the upstream gave it", _retry_after, ALWAYS),
    live(
        "`anthropic-organization-id`",
        _absent("anthropic-organization"),  # type: ignore[arg-type]
        everywhere(refused(how="Never there: no organization of Anthropic's stands behind it.")),
    ),
    live(
        "`anthropic-ratelimit-…`",
        _absent("anthropic-ratelimit"),  # type: ignore[arg-type]
        everywhere(refused(how="Never there: the upstream's limits are counted by other rules; a limit that is met answers 429.")),
    ),
    live("`x-openai-code-notes` (of this project)", _noted, ALWAYS),
]
ERRORS: list[Row] = [
    live("400 `invalid_request_error`", _bad_json, ALWAYS, "error:invalid_request_error"),
    live("400 “prompt is too long: N tokens > M maximum” (what the client compacts by)", _overflow, ALWAYS),
    live("401 `authentication_error`: the client's key", _api_key, ALWAYS, "error:authentication_error"),
    live("401 `authentication_error`: the upstream's key", _upstream(401, 401, "authentication_error"), ALWAYS),  # type: ignore[arg-type]
    live(
        "402 `billing_error`",
        _upstream(402, 402, "billing_error", {"message": "pay"}),  # type: ignore[arg-type]
        ALWAYS,
        "error:billing_error",
    ),
    live("403 `permission_error`", _upstream(403, 403, "permission_error"), ALWAYS, "error:permission_error"),  # type: ignore[arg-type]
    live("404 `not_found_error`: an unknown model", _unknown_model, ALWAYS, "error:not_found_error"),
    live("404 `not_found_error`: a model that the upstream lacks", _upstream(404, 404, "not_found_error"), ALWAYS),  # type: ignore[arg-type]
    live("413 `request_too_large`", _too_large, ALWAYS),
    live("413 of the upstream", _upstream(413, 413, "request_too_large"), ALWAYS),  # type: ignore[arg-type]
    live("429 `rate_limit_error`", _retry_after, ALWAYS, "error:rate_limit_error"),
    live("500 `api_error`", _upstream(500, 500, "api_error"), ALWAYS, "error:api_error"),  # type: ignore[arg-type]
    live("504 `timeout_error` (upstream 504)", _upstream(504, 504, "timeout_error"), ALWAYS, "error:timeout_error"),  # type: ignore[arg-type]
    live("504 `timeout_error` (upstream 408)", _upstream(408, 504, "timeout_error"), ALWAYS),  # type: ignore[arg-type]
    live(
        "529 `overloaded_error`",
        _upstream(503, 529, "overloaded_error"),  # type: ignore[arg-type]
        ALWAYS,
        "error:overloaded_error",
    ),
    live("an upstream that fails once: asked again before the first byte", _retried, ALWAYS),
    live("an upstream that hangs up (502 `api_error`) or answers with HTML (500 `api_error`)", _broken, ALWAYS),
    live("an upstream's error in an answer of status 200", _inside, ALWAYS),
    live("`error` event after the stream has begun", _mid_stream, ALWAYS),
    live("`ping` in every silence of 10 s, from the first on", _ping, ALWAYS, "event:ping"),
]
ENDPOINTS: list[Row] = [
    live("`POST /v1/messages`, also `?beta=true` and after a base URL that ends in `/v1`", _streams, ALWAYS),
    live("`GET /v1/messages`: 405", _get_refused, ALWAYS),
    live("`POST /v1/messages/count_tokens`", _count_fields, ALWAYS),
    live("`GET /v1/models`", _models, everywhere(EXACT)),
    live("`POST /v1/messages/batches`", _nowhere("POST", "/v1/messages/batches"), everywhere(refused(how=NOT_HERE))),  # type: ignore[arg-type]
    live("`/v1/files`", _nowhere("GET", "/v1/files"), everywhere(refused(how=NOT_HERE))),  # type: ignore[arg-type]
    live("`/v1/skills`", _nowhere("GET", "/v1/skills"), everywhere(refused(how=NOT_HERE))),  # type: ignore[arg-type]
    live("`POST /v1/complete`", _nowhere("POST", "/v1/complete"), everywhere(refused(how=NOT_HERE))),  # type: ignore[arg-type]
]
COUNT: list[Row] = [
    live(
        "`input_tokens`: text",
        _counts,
        by_api(EXACT, approximated(how="Counted with the vocabulary that is nearest to the model's own.")),
    ),
    Row(
        "`input_tokens`: tools, calls and their results",
        by_api(
            approximated(how="Within 3% of what OpenAI's API has reported for known requests: it does not publish how it counts tools."),
            approximated(how="Counted as OpenAI counts."),
        ),
        _measured,
    ),
    live("`messages`, `system`, `tools`, `thinking`, `output_config` counted", _count_fields, ALWAYS),
    live("errors as for a message", _count_faults, ALWAYS),
]
