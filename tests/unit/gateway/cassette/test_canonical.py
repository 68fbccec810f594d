"""What counts as the same request, and how a difference is told."""

from typing import Any

import pytest

from gateway.cassette.canonical import canonical, differences


def request(call: str = "call_1", text: str = "Today is 2026-01-02.", **more: object) -> dict[str, Any]:
    """Return an upstream request with a call and its result."""
    items = [
        {"type": "function_call", "call_id": call, "arguments": "{}"},
        {"type": "function_call_output", "call_id": call, "output": text},
    ]
    return {"model": "gpt-4.1-2025-04-14", "input": items, **more}


def test_another_run_of_the_same_work_is_the_same() -> None:
    """Who asks, the ids of calls and the day differ between runs."""
    again = request("toolu_9", "Today is 2026-11-30.", prompt_cache_key="oc-2", safety_identifier="b")
    assert canonical(again) == canonical(request(prompt_cache_key="oc-1", user="a"))


@pytest.mark.parametrize("other", [request(text="no"), {**request(), "model": "gpt-4.1-2025-05-14"}, request(tools=[])])
def test_other_work_is_not(other: dict[str, Any]) -> None:
    """Another text, another model (whose name holds a day), another field."""
    assert canonical(other) != canonical(request())


def test_ids_that_belong_together_must_belong_together() -> None:
    """A result of another call is another request."""
    torn = request()
    torn["input"][1]["call_id"] = "call_2"
    assert canonical(torn) != canonical(request())


@pytest.mark.parametrize(
    ("recorded", "now", "told"),
    [
        ({"a": [1, {"b": "x"}]}, {"a": [1, {"b": "y"}]}, ['a[1].b: recorded "x", now "y"']),
        ({"a": 1}, {"b": 2}, ["a: recorded 1, now absent", "b: recorded absent, now 2"]),
        ({"a": [1, 2]}, {"a": [1]}, ["a: recorded 2 entries, now 1"]),
        ({"a": True}, {"a": 1}, ["a: recorded true, now 1"]),
        ([1], {"a": 1}, ['all of it: recorded [1], now {"a": 1}']),
        ({"a": None}, {"a": None}, []),
    ],
)
def test_differences_are_told_with_their_place(recorded: object, now: object, told: list[str]) -> None:
    """Each difference names where it is, and both values."""
    assert list(differences(recorded, now)) == told


def test_long_texts_are_shown_where_they_part() -> None:
    """Of two prompts of a hundred pages, the words around the first difference."""
    (told,) = differences({"a": "x" * 9000 + "one"}, {"a": "x" * 9000 + "two"})
    assert "xone" in told
    assert "xtwo" in told
    assert len(told) < 200
