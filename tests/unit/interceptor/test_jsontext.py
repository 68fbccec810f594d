"""JSON in and out, bounded."""

import json

import pytest
from hypothesis import given

from interceptor.jsontext import LINES_LIMIT, VALUES_LIMIT, Budget, check_lines, count_values, dumps_line, loads
from interceptor.refusal import Refused
from tests.unit.interceptor.test_redact import ANY_JSON


@pytest.mark.parametrize("text", ['{"a":"\\ud800"}', '{"a":"\\uD83D"}', '{"\\udfff":[1.5,null,true,12345678901234567890123]}'])
def test_lone_surrogates_survive(text: str) -> None:
    """A string with half a surrogate pair is read and written as it was."""
    assert json.loads(dumps_line(loads(text.encode(), Budget()))) == json.loads(text)


@pytest.mark.parametrize("text", ["", "NaN", "[Infinity]", '["\\ud800",NaN]', "{'a':1}", "[1,]", '"\\ud800', "1e999x", '"\xff"'])
def test_what_is_not_json_is_refused(text: str) -> None:
    """400, whichever of the two parsers saw it."""
    with pytest.raises(Refused) as refused:
        loads(text.encode("latin-1"), Budget())
    assert refused.value.status == 400


@pytest.mark.parametrize("depth", [300, 900, 5_000])
@pytest.mark.parametrize("core", ['"a"', '"\\ud800"'])
def test_deep_nesting_is_refused(depth: int, core: str) -> None:
    """400 at the latest when the line is written, never a RecursionError."""
    text = '{"a":' * depth + core + "}" * depth
    with pytest.raises(Refused) as refused:
        dumps_line(loads(text.encode(), Budget()))
    assert refused.value.status == 400


def test_infinite_number_beside_a_lone_surrogate_is_refused() -> None:
    """A number too large for JSON's writers is a 400."""
    with pytest.raises(Refused):
        dumps_line({"a": loads(b'["\\ud800",1e999]', Budget())})


@pytest.mark.parametrize("unit", ["0", "{}", "[]", '""', '{"a":1}', '{"a":{"b":[0]}}'])
def test_too_many_values_are_refused_before_they_are_parsed(unit: str) -> None:
    """413 over the limit, taken at half of it."""
    with pytest.raises(Refused) as refused:
        loads(f"[{','.join([unit] * VALUES_LIMIT)}]".encode(), Budget())
    assert refused.value.status == 413
    loads(f"[{','.join(['0'] * (VALUES_LIMIT // 2))}]".encode(), Budget())


def test_signs_inside_strings_are_not_values() -> None:
    """A long text full of commas, brackets, quotes and backslashes is one value."""
    text = ',[{"\\' * VALUES_LIMIT
    assert loads(json.dumps([text]).encode(), Budget()) == [text]


@given(ANY_JSON)
def test_values_are_never_counted_too_few(value: object) -> None:
    """The count is at least the number of values that parsing makes."""

    def values(item: object) -> int:
        inner = item.values() if isinstance(item, dict) else item if isinstance(item, list) else ()
        return 1 + sum(map(values, inner))

    assert count_values(json.dumps(value).encode()) >= values(value)


def test_too_many_lines_are_refused() -> None:
    """413 over the limit."""
    check_lines(LINES_LIMIT)
    with pytest.raises(Refused) as refused:
        check_lines(LINES_LIMIT + 1)
    assert refused.value.status == 413
