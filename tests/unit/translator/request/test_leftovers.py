"""Fields that nothing reads."""

from typing import Any

import pytest

from tests.unit.translator.request.parameters import planned
from translator.failure import Failure
from translator.notes_table import MEANINGS
from translator.request import leftovers


def test_read_fields() -> None:
    """Fields that are read, or concern Anthropic's own cache and accounts alone, leave no note."""
    body: dict[str, Any] = {
        "system": "x",
        "metadata": {},
        "betas": ["a"],
        "cache_control": {"type": "ephemeral"},
        "output_config": {"effort": "low"},
    }
    assert not planned(leftovers.apply, **body).notes.kinds


@pytest.mark.parametrize(
    ("body", "notes"),
    [
        ({"context_management": {"edits": [1]}}, {"dropped-context-management": 1}),
        ({"container": "c", "mcp_servers": [{}]}, {"dropped-container": 1, "dropped-mcp-servers": 1}),
        ({"safeguards": [{"type": "dangerous_tool_use"}]}, {"dropped-safeguards": 1}),
        ({"speed": "fast", "inference_geo": "us"}, {"dropped-speed": 1, "dropped-inference-geo": 1}),
        ({"foo": 1, "bar": {"a": 2}}, {"unknown-field": 2}),
        ({"output_config": {"task_budget": {"total": 1}, "new": 1}}, {"dropped-task-budget": 1, "unknown-field": 1}),
    ],
)
def test_noted(body: dict[str, Any], notes: dict[str, int]) -> None:
    """What is left out is noted: known fields by their own kind, others with their number."""
    assert planned(leftovers.apply, **body).notes.kinds == notes


@pytest.mark.parametrize(
    "body", [{"container": None}, {"mcp_servers": []}, {"context_management": {}}, {"speed": "standard"}, {"foo": None}]
)
def test_nothing_asked(body: dict[str, Any]) -> None:
    """A field that asks for nothing leaves no note."""
    assert not planned(leftovers.apply, **body).notes.kinds


def test_a_thread() -> None:
    """No conversation is kept here: a thread may be made, and is lost at once, which a client answers with its whole history."""
    assert planned(leftovers.apply, thread={"type": "create"}).notes.kinds == {"dropped-thread": 1}
    with pytest.raises(Failure, match="no thread was found") as raised:
        planned(leftovers.apply, thread={"type": "continue", "previous_message_id": "msg_1"})
    assert (raised.value.status, raised.value.kind, raised.value.code) == (404, "not_found_error", "thread_not_found")


def test_every_kind_explained() -> None:
    """Each kind of note of this pass is told to users."""
    assert {*leftovers.KNOWN.values(), leftovers.UNKNOWN, "dropped-task-budget"} <= set(MEANINGS)
