"""Arguments of tool calls as upstreams write them."""

import pytest

from translator.response.tool_json import meant, whole


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": 1}', {"a": 1}),
        (" {} \n", {}),
        ('{"a": "\\ud83d\\ude00"}', {"a": "😀"}),
        ('{"a": "\\ud83d"}', {"a": "\ufffd"}),
        ('{"a": 1', None),
        ('{"a": {"b": 1}', None),
        ('{"a": 1}{"b": 2}', None),
        ('{"a": NaN}', None),
        ("[1]", None),
        ("", None),
    ],
)
def test_whole(text: str, value: object) -> None:
    """Only one whole object is whole."""
    assert whole(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", {}),
        ("  ", {}),
        ("null", {}),
        ('""', {}),
        ('"{\\"a\\": 1}"', {"a": 1}),
        ("[]", None),
        ("7", None),
        ('"words"', None),
        ("{", None),
    ],
)
def test_meant(text: str, value: object) -> None:
    """Nothing means no arguments, a string may hold the object; nothing else is guessed."""
    assert meant(text) == value
