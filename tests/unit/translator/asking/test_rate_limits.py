from datetime import UTC, datetime

import pytest

from translator.asking.rate_limits import told

NOW = datetime(2026, 11, 20, 12, 0, 0, tzinfo=UTC)
OPENAI = {
    "x-ratelimit-limit-requests": "10000",
    "x-ratelimit-remaining-requests": "9999",
    "x-ratelimit-reset-requests": "1m30s",
    "x-ratelimit-limit-tokens": "2000000",
    "x-ratelimit-remaining-tokens": "1999000",
    "x-ratelimit-reset-tokens": "12ms",
}


def test_openais_limits() -> None:
    """Limit, what remains and the moment at which all is back, for requests and for tokens; a part of a second counts as one."""
    assert dict(told(OPENAI, NOW)) == {
        b"anthropic-ratelimit-requests-limit": b"10000",
        b"anthropic-ratelimit-requests-remaining": b"9999",
        b"anthropic-ratelimit-requests-reset": b"2026-11-20T12:01:30Z",
        b"anthropic-ratelimit-tokens-limit": b"2000000",
        b"anthropic-ratelimit-tokens-remaining": b"1999000",
        b"anthropic-ratelimit-tokens-reset": b"2026-11-20T12:00:01Z",
    }


@pytest.mark.parametrize(
    ("said", "at"),
    [
        ("0s", b"2026-11-20T12:00:00Z"),
        ("6m0s", b"2026-11-20T12:06:00Z"),
        ("1h2m3s", b"2026-11-20T13:02:03Z"),
        ("7.66s", b"2026-11-20T12:00:08Z"),
        ("1d2h0m0s", b"2026-11-21T14:00:00Z"),
        ("2m59.56s", b"2026-11-20T12:03:00Z"),
        ("6s250ms", b"2026-11-20T12:00:07Z"),
        # Seconds for one server, the time of day for another.
        ("10", None),
        ("1763640000000", None),
        ("", None),
        ("soon", None),
        ("-5s", None),
        ("99999999999s", None),
    ],
)
def test_resets(said: str, at: bytes | None) -> None:
    """A duration with its unit becomes a moment in RFC 3339; anything else is left out, never guessed."""
    headers = dict(told({**OPENAI, "x-ratelimit-reset-tokens": said}, NOW))
    assert headers.get(b"anthropic-ratelimit-tokens-reset") == at
    assert headers[b"anthropic-ratelimit-tokens-limit"] == b"2000000"


@pytest.mark.parametrize(
    ("limit", "left"), [("-1", "-1"), ("5", ""), ("", "5"), ("many", "few"), ("5", "6"), ("0x5", "1"), ("\u0663", "\u0661")]
)
def test_what_cannot_be_told_truthfully(limit: str, left: str) -> None:
    """Numbers that are none, as Azure's Responses API sends them, or of which one is missing, are not told; the other kind is."""
    headers = dict(told({**OPENAI, "x-ratelimit-limit-tokens": limit, "x-ratelimit-remaining-tokens": left}, NOW))
    assert not [name for name in headers if b"tokens" in name]
    assert b"anthropic-ratelimit-requests-limit" in headers


def test_none() -> None:
    """A server without limits tells none, and nothing is said."""
    assert told({"content-type": "application/json"}, NOW) == []
