"""Endpoints and count_tokens, through the whole gateway."""

from dataclasses import replace
from typing import Any

import anthropic
import httpx

from tests.conformance.columns import Column, route
from tests.conformance.live import Ask, Check, events, failed, live
from tests.conformance.rows.headers import ALWAYS
from tests.conformance.sent import Json
from tests.conformance.verdicts import EXACT, Row, Verdict, approximated, by_api, everywhere, refused
from tests.unit.translator.tokens.measured import MEASURED
from translator.tokens.counting import count

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


def _streams(ask: Ask) -> None:
    found = events(ask.post(ask.body(stream=True), "/v1/messages?beta=true"))
    assert (found[0]["type"], found[-1]["type"]) == ("message_start", "message_stop")
    assert ask.post(ask.body(), "/v1/v1/messages").json()["type"] == "message"


def _get_refused(ask: Ask) -> None:
    failed(httpx.get(f"{ask.gateway.url}/v1/messages", headers={"x-api-key": "dummy"}), 405, "invalid_request_error")


def _models(ask: Ask) -> None:
    client = anthropic.Anthropic(base_url=ask.gateway.url, api_key="dummy")
    listed = {one.id: one.display_name for one in client.models.list(limit=1000)}
    assert "claude-opus-4-5-20251101" in listed
    assert listed["claude-opus-5-5"].startswith("Claude Opus 5.5")


def _model(ask: Ask) -> None:
    told = httpx.get(f"{ask.gateway.url}/v1/models/claude-opus-5-5", headers={"x-api-key": "dummy"}, timeout=30).json()
    assert (told["type"], told["id"]) == ("model", "claude-opus-5-5")
    unknown = httpx.get(f"{ask.gateway.url}/v1/models/no-such-model", headers={"x-api-key": "dummy"}, timeout=30)
    failed(unknown, 404, "not_found_error")


def _nowhere(method: str, path: str) -> Check:
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


ENDPOINTS: list[Row] = [
    live("`POST /v1/messages`, also `?beta=true` and after a base URL that ends in `/v1`", _streams, ALWAYS),
    live("`GET /v1/messages`: 405", _get_refused, ALWAYS),
    live("`POST /v1/messages/count_tokens`", _count_fields, ALWAYS),
    live("`GET /v1/models`", _models, everywhere(EXACT)),
    live("`GET /v1/models/{id}`", _model, everywhere(EXACT)),
    live("`POST /v1/messages/batches`", _nowhere("POST", "/v1/messages/batches"), everywhere(refused(how=NOT_HERE))),
    live("`/v1/files`", _nowhere("GET", "/v1/files"), everywhere(refused(how=NOT_HERE))),
    live("`/v1/skills`", _nowhere("GET", "/v1/skills"), everywhere(refused(how=NOT_HERE))),
    live("`POST /v1/complete`", _nowhere("POST", "/v1/complete"), everywhere(refused(how=NOT_HERE))),
]
COUNT: list[Row] = [
    live(
        "`input_tokens`: text",
        _counts,
        by_api(
            approximated(how="Within 3% of what the upstream then reports."),
            approximated(how="Counted with the vocabulary that is nearest to the model's own."),
        ),
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
