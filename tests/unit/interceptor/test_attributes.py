"""OpenTelemetry attributes as plain values."""

from typing import Any

import pytest
from hypothesis import given

from interceptor.attributes import attribute, flatten, plain
from tests.unit.interceptor.test_redact import ANY_JSON


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"stringValue": ""}, ""),
        ({"boolValue": False}, False),
        ({"intValue": "-5"}, -5),
        ({"intValue": 5}, 5),
        ({"intValue": "five"}, "five"),
        ({"doubleValue": "NaN"}, "NaN"),
        ({"bytesValue": "AAE="}, "AAE="),
        ({"arrayValue": {}}, []),
        ({"kvlistValue": {"values": [{"key": "a", "value": {"intValue": "1"}}]}}, {"a": 1}),
        ({"newValue": 1}, {"newValue": 1}),
        ({}, None),
        (5, 5),
    ],
)
def test_plain(value: object, expected: object) -> None:
    """Each form of a value, and what has no form."""
    assert plain(value) == expected


def test_flatten_and_attribute() -> None:
    """By name; what is not an attribute is left out."""
    attributes: list[Any] = [{"key": "a", "value": {"intValue": "1"}}, {"key": "b"}, {"value": 1}, 5]
    assert flatten(attributes) == {"a": 1, "b": None}
    assert (attribute(attributes, "a"), attribute(attributes, "c")) == (1, None)


@given(ANY_JSON)
def test_never_raises(value: object) -> None:
    """Any JSON value at all."""
    flatten(value)
    plain(value)
    attribute(value, "a")
