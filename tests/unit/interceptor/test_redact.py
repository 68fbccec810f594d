"""Credentials never pass."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.credentials import REDACTED, count_marks, redact_text
from interceptor.redact import DISTINCT_LIMIT, Redactor
from interceptor.refusal import Refused

ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


def redact(value: object) -> object:
    """Clean one value."""
    return Redactor().clean(value)


KEY = "sk-proj-Abcdefgh_0123456789"
NAMES = [
    *("authorization", "Proxy-Authorization", "X-API-Key", "api_key", "apikey", "api-key", "apiKey", "OPENAI_API_KEY", "access_token"),
    *(
        "accessToken",
        "auth_token",
        "refresh_token",
        "client_secret",
        "Password",
        "cookie",
        "Set-Cookie",
        "http.request.header.authorization",
    ),
]
TOKENS = [
    *(
        KEY,
        "sk-ant-api03-AbCdEfGh0123456789-_x",
        "Bearer xyz",
        "bearer  eyJhbGciOi",
        "ghp_0123456789abcdefABCDEF",
        "AIzaSyA0123456789abcdefghij",
    ),
    *("github_pat_11ABCDEFG0123456789", "xoxb-123456789012-abcdef", "glpat-0123456789abcdefghij", "hf_abcdefghijklmnopqrst"),
    "eyJhbGciOiJI.eyJzdWIiOiIx.c2lnbmF0dXJl",
]
HARMLESS = [
    *("input_tokens", "output_tokens", "claude_code.token.usage", "cacheReadTokens", "max_tokens", "tool_name", "author", "prompt.id"),
    *("request_id", "key", "api_request", "sk", "passed", "monkey"),
]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("value", ["abc", 1, ["a"], {"b": "c"}])
def test_values_under_the_name_of_a_credential_go(name: str, value: object) -> None:
    """Whatever stands under such a name is replaced, in any case of letters, at any depth, in OpenTelemetry's form too."""
    assert redact({"x": [{name: value}]}) == {"x": [{name: REDACTED}]}
    assert redact({"key": name, "value": {"stringValue": "abc"}}) == {"key": name, "value": {"stringValue": REDACTED}}
    assert count_marks(json.dumps({name: value}).encode())


@pytest.mark.parametrize("token", TOKENS)
@pytest.mark.parametrize("frame", ["{}", "say {} now", '{{"a": "{}"}}', "line\n{}", "echo\\n{}", "({})", "key={}", "ü İ {} ü"])
def test_what_looks_like_a_credential_goes_from_any_string(token: str, frame: str) -> None:
    """The token goes, what stands around it stays; the search of the whole line cannot miss it."""
    text = frame.format(token)
    assert redact_text(text) == frame.format(REDACTED)
    assert redact({"a": [text], text: 1}) == {"a": [frame.format(REDACTED)], frame.format(REDACTED): 1}
    assert count_marks(json.dumps(text, ensure_ascii=False).encode())


@pytest.mark.parametrize("name", HARMLESS)
def test_harmless_names_stay(name: str) -> None:
    """Counts of tokens and the like are what telemetry is for."""
    assert redact({name: 5, "key": name, "value": {"intValue": "5"}}) == {name: 5, "key": name, "value": {"intValue": "5"}}


@pytest.mark.parametrize("text", ["task-0123456789abcdef0123", "input_tokens: 500", "disk-usage-of-the-whole-machine", "Invalid API key"])
def test_harmless_text_stays(text: str) -> None:
    """A word that only holds the letters of a credential stays."""
    assert redact_text(text) == text


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("curl -H 'x-api-key: abc' host", "curl -H 'x-api-key: [redacted]' host"),
        ('curl -H "Authorization: Basic dXNlcjpw"', 'curl -H "Authorization: [redacted]"'),
        ("Cookie: a=b; c=d\nHost: h", "Cookie: [redacted]\nHost: h"),
        ("export OPENAI_API_KEY=abc; ls", "export OPENAI_API_KEY=[redacted]; ls"),
        ('{"password": "two words", "a": 1}', '{"password": "[redacted]", "a": 1}'),
        ('{\\"password\\":\\"hunter2\\"}', '{\\"password\\":\\"[redacted]\\"}'),
        ('{"key":"x-api-key","value":{"stringValue":"abc"}', '{"key":"x-api-key","value":{"stringValue":"[redacted]"}'),
    ],
)
def test_names_with_values_inside_a_string(text: str, clean: str) -> None:
    """Commands, headers and JSON inside a string lose the values of credentials."""
    assert redact_text(text) == clean


@given(ANY_JSON)
def test_never_raises_and_is_stable(value: object) -> None:
    """Any JSON value can be redacted, and doing it again changes nothing."""
    once = redact(value)
    assert json.dumps(redact(once)) == json.dumps(once)


@given(st.text(), st.text())
def test_a_key_never_passes(before: str, after: str) -> None:
    """Between any two texts, a key that does not continue a word is found."""
    assert KEY not in redact_text(f"{before} {KEY} {after}")


@given(st.text(alphabet="sk-bearer \\\"'=:cookieassword{},_.\n0a", max_size=60))
def test_nothing_is_redacted_that_the_quick_search_passes(text: str) -> None:
    """Where the quick search finds nothing, the careful one would not have either."""
    line = json.dumps({text: text}, ensure_ascii=False).encode()
    if not count_marks(line):
        assert redact({text: text}) == {text: text}


def test_too_many_distinct_strings_are_refused() -> None:
    """413; the same string any number of times is taken."""
    assert redact(["the same long string"] * DISTINCT_LIMIT * 2) == ["the same long string"] * DISTINCT_LIMIT * 2
    with pytest.raises(Refused) as refused:
        redact([f"a string of its own {number}" for number in range(DISTINCT_LIMIT + 1)])
    assert refused.value.status == 413
