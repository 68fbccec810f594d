"""Compaction requests: the model is told the form that the client reads, once, at the end."""

from typing import Any

import orjson
import pytest

from tests.unit.translator.request.parameters import GPT_5_2, target
from translator.plan import Plan
from translator.request.answer.summary_form import FORM
from translator.request.passes import plan
from translator.request.wires import to_responses
from translator.target import Target

TASK = "Your task is to create a detailed summary of the conversation so far. Wrap it: <analysis> first, then <summary>."
HELPER = "You are a helpful AI assistant tasked with summarizing conversations."
HISTORY: list[dict[str, Any]] = [{"role": "user", "content": "Fix it"}, {"role": "assistant", "content": "Done."}]


def made(last: Any, system: str = "You help.", to: Target | None = None) -> Plan:  # noqa: ANN401 (a message's content)
    """Return the plan of a conversation that ends with this user message."""
    body = {"model": "claude", "max_tokens": 99, "system": system, "messages": [*HISTORY, {"role": "user", "content": last}]}
    before = orjson.dumps(body)
    got = plan(body, to or target(GPT_5_2), "claude", None)
    assert orjson.dumps(body) == before
    return got


def told(got: Plan) -> int:
    """Return how often the form is told."""
    return orjson.dumps(to_responses.write(got)).count(orjson.dumps(FORM)[1:-1])


@pytest.mark.parametrize("system", ["You help.", HELPER])
@pytest.mark.parametrize("last", [TASK, [{"type": "text", "text": "a"}, {"type": "text", "text": TASK}]])
def test_told_once(last: Any, system: str) -> None:  # noqa: ANN401
    """By the user's words, by the system prompt, or by both: once, as the last words of the last message, and noted."""
    got = made(last, system)
    assert told(got) == 1
    assert got.messages[-1].content[-1]["text"] == FORM
    assert got.notes.kinds == {"summary-form-asked": 1}


def test_what_was_before_stays() -> None:
    """The upstream's body is the one without the form, to the byte, up to the end: its prompt cache serves."""
    (with_form, without) = (to_responses.write(made(last)) for last in (TASK, "Your task is to create"))
    assert with_form["input"][:-1] == without["input"][:-1]
    assert {**with_form, "input": 0} == {**without, "input": 0}


def test_by_the_system_prompt() -> None:
    """A client that says it only there is understood, too."""
    assert told(made("Summarize this: …", HELPER)) == 1


def test_before_a_system_message() -> None:
    """A system message of the client's behind the request for a summary changes nothing."""
    body = {"model": "c", "max_tokens": 99, "messages": [{"role": "user", "content": TASK}, {"role": "system", "content": "Be brief."}]}
    assert told(plan(body, target(GPT_5_2), "c", None)) == 1


@pytest.mark.parametrize(
    "last",
    [
        "What do <analysis> and <summary> mean in XML?",
        "Give me a summary of the conversation.",
        [{"type": "text", "text": TASK}, {"type": "text", "text": "No, wait: say hello."}],
        [{"type": "text", "text": FORM}],
    ],
)
def test_not_told(last: Any) -> None:  # noqa: ANN401
    """Who asks something else is not bound to the form, nor is anybody told it twice."""
    got = made(last)
    assert "summary-form-asked" not in got.notes.kinds


def test_not_told_to_claude() -> None:
    """A Claude behind a compatible API knows the form."""
    assert told(made(TASK, to=Target("anthropic/claude-sonnet-5-5", "chat", GPT_5_2))) == 0


def test_not_told_of_an_earlier_one() -> None:
    """Only the last message counts: the conversation goes on after a summary."""
    body = {"model": "c", "max_tokens": 99, "messages": [{"role": "user", "content": TASK}, *HISTORY[::-1]]}
    assert told(plan(body, target(GPT_5_2), "c", None)) == 0
