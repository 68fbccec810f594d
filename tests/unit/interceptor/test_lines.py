"""One line: its keys, its order, its bounds."""

import json

import pytest

from interceptor.jsontext import LINES_LIMIT
from interceptor.lines import Entry, gap_line, now, refused_line, render
from interceptor.refusal import Refused

ENTRY = Entry("batch", "event", None, "name", {"b": 1, "a": "ü"})


def test_keys_and_their_order() -> None:
    """Exactly the six keys, in this order, UTF-8, one line each."""
    line = '{"time":"T","source":"batch","kind":"event","session":null,"name":"name","event":{"b":1,"a":"ü"}}\n'
    assert render([ENTRY, ENTRY], "T") == [line.encode()] * 2


def test_only_the_lines_that_need_it_are_redacted() -> None:
    """A key in one line goes, the line beside it stays as it was."""
    found = render([ENTRY, Entry("batch", "event", None, "name", {"x-api-key": "abc", "input_tokens": 5})], "T")
    assert found[0] == render([ENTRY], "T")[0]
    assert json.loads(found[1])["event"] == {"x-api-key": "[redacted]", "input_tokens": 5}


def test_a_line_end_inside_a_string_does_not_end_the_line() -> None:
    """One line stays one line."""
    assert render([Entry("batch", "event", None, "a\nb", "c\r\nd")], "T")[0].count(b"\n") == 1


def test_refused_line_is_bounded_and_clean() -> None:
    """At most 200 characters of the body, no credential, not even one that the cut would halve."""
    body = b"x" * 190 + b" sk-0123456789abcdef0123456789" + b"y" * 100_000
    line = json.loads(refused_line("/p" + "p" * 9_000, "why", body, text=True, size=len(body), received="T"))
    assert (line["source"], line["kind"], line["session"]) == ("refused", "refused", None)
    assert line["event"]["bytes"] == len(body)
    assert len(line["event"]["sample"]) == 200
    assert "sk-" not in line["event"]["sample"]
    assert len(line["name"]) == 200


def test_binary_bodies_have_no_sample() -> None:
    """In binary data the name of a credential cannot be told from its value."""
    assert json.loads(refused_line("/p", "why", b"x-api-key\x12\x03abc", text=False, size=15, received="T"))["event"]["sample"] == ""


def test_gap_line() -> None:
    """It says how many lines are missing, why, and from when to when."""
    line = json.loads(gap_line(7, "the disk is full", "S"))
    assert (line["source"], line["kind"], line["name"]) == ("gateway", "gap", "lines_dropped")
    assert line["event"] == {"dropped": 7, "reason": "the disk is full", "since": "S", "until": line["time"]}


def test_time_is_utc_with_milliseconds() -> None:
    """For example 2026-11-20T09:00:00.000Z."""
    assert len(now()) == len("2026-11-20T09:00:00.000Z")
    assert now().endswith("Z")


def test_bounds() -> None:
    """Too many entries, or too much that looks like credentials, is a 413."""
    for found in ([ENTRY] * (LINES_LIMIT + 1), [Entry("batch", "event", None, None, "sk-a " * 20_000)]):
        with pytest.raises(Refused) as refused:
            render(found, "T")
        assert refused.value.status == 413
