"""Headers, through the whole gateway."""

from datetime import UTC, datetime

import httpx

from tests.conformance.live import Ask, Check, failed, live
from tests.conformance.rows.fields import SESSION, USER_NOT_TAKEN
from tests.conformance.sent import Sent, request
from tests.conformance.verdicts import EXACT, Row, approximated, by_api, everywhere, refused

ALWAYS = everywhere(EXACT)
LIMITS = approximated(
    how="The upstream's own `x-ratelimit-…`, where it tells them; a time that is no duration with its unit is left out, and so are all "
    "of them in a stream whose first `ping` went before the upstream answered."
)


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


def _limits(ask: Ask) -> None:
    answered = [
        ask.play("rate_limits"),
        ask.play("rate_limits", stream=True),
        ask.play("error", {"status": 429, "retry_after": 0, "limits": True}),
    ]
    assert [response.status_code for response in answered] == [200, 200, 429]
    for response in answered:
        told = {name: value for name, value in response.headers.items() if name.startswith("anthropic-ratelimit-")}
        assert (told["anthropic-ratelimit-requests-limit"], told["anthropic-ratelimit-requests-remaining"]) == ("60", "59")
        assert (told["anthropic-ratelimit-tokens-limit"], told["anthropic-ratelimit-tokens-remaining"]) == ("150000", "149984")
        resets = (datetime.fromisoformat(told[f"anthropic-ratelimit-{kind}-reset"]) for kind in ("requests", "tokens"))
        waits = [(reset - datetime.now(UTC)).total_seconds() for reset in resets]
        assert waits[0] < 10 < waits[1] <= 361
    assert not [name for name in _answers(ask).headers if name.startswith("anthropic-ratelimit")]


def _absent(*names: str) -> Check:
    def check(ask: Ask) -> None:
        headers = _answers(ask).headers
        assert not [name for name in headers if name.startswith(names)]

    return check


def _noted(ask: Ask) -> None:
    assert "dropped-speed" in ask.post(ask.body(speed="fast")).headers["x-openai-code-notes"].split(",")
    assert "x-openai-code-notes" not in _answers(ask).headers


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
        _absent("anthropic-organization"),
        everywhere(refused(how="Never there: no organization of Anthropic's stands behind it.")),
    ),
    live("`anthropic-ratelimit-requests-…`, `anthropic-ratelimit-tokens-…`", _limits, everywhere(LIMITS)),
    live(
        "`anthropic-ratelimit-input-tokens-…`, `-output-tokens-…`, `-unified-…`",
        _absent("anthropic-ratelimit-input", "anthropic-ratelimit-output", "anthropic-ratelimit-unified"),
        everywhere(refused(how="Never there: no upstream counts them apart, or by the week.")),
    ),
    live("`x-openai-code-notes` (of this project)", _noted, ALWAYS),
]
