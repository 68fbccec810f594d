"""Event batches become entries."""

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interceptor.batch import decode_metadata, entries
from interceptor.jsontext import Budget
from interceptor.lines import Entry
from interceptor.refusal import Refused
from tests.unit.interceptor.support import event
from tests.unit.interceptor.test_redact import ANY_JSON

METADATA = {"a": 1, "b": {"c": "ü?>"}}


def encode(value: object) -> bytes:
    """Write JSON."""
    return json.dumps(value).encode()


def test_one_entry_for_each_event() -> None:
    """Name and session come from event_data; the event is as sent."""
    sent = [event("first"), event("second", session_id="session-2")]
    assert entries("batch", encode({"events": sent})) == [
        Entry("batch", "event", "session-1", "first", sent[0]),
        Entry("batch", "event", "session-2", "second", sent[1]),
    ]


@pytest.mark.parametrize(
    "sent", [{}, {"event_type": "Other"}, {"event_type": "Other", "event_data": "text"}, {"event_data": {"session_id": 5}}]
)
def test_events_of_unknown_form_are_kept(sent: dict[str, Any]) -> None:
    """An event that lacks what today's have is taken as it is, named by its type where it has one."""
    assert entries("batch", encode({"events": [sent]})) == [Entry("batch", "event", None, sent.get("event_type"), sent)]


@pytest.mark.parametrize(
    "sent",
    [
        json.dumps(METADATA),
        base64.b64encode(encode(METADATA)).decode(),
        base64.urlsafe_b64encode(encode(METADATA)).decode(),
        base64.b64encode(encode(METADATA)).decode().rstrip("="),
    ],
)
def test_metadata_is_decoded(sent: str) -> None:
    """additional_metadata, a JSON string or base64 of one, becomes an object."""
    (entry,) = entries("v2/batch", encode({"events": [event(additional_metadata=sent)]}))
    assert entry.event["event_data"]["additional_metadata"] == METADATA


@pytest.mark.parametrize(
    "sent", ["", "text", "{broken", "W10=", "[]", "5", "ü", "\ud800", 5, None, {"a": 1}, base64.b64encode(b"\xff{").decode()]
)
def test_metadata_that_cannot_be_decoded_stays(sent: object) -> None:
    """What is not an object once decoded is left as it was."""
    assert decode_metadata(sent, Budget()) == sent


def test_metadata_with_too_many_values_stays() -> None:
    """Base64 is no way around the bound on values."""
    sent = base64.b64encode(b'{"a":[' + b"0," * 100_000 + b"0]}").decode()
    assert decode_metadata(sent, Budget()) == sent


def test_other_objects_on_unknown_paths_are_one_entry() -> None:
    """A path that is not known yet takes any object, and events where it has them."""
    assert entries("v3/thing", b'{"a":1,"session_id":"s"}') == [Entry("batch", "unknown", "s", "v3/thing", {"a": 1, "session_id": "s"})]
    assert entries("v3/thing", encode({"events": [event("first")]}))[0].kind == "event"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "no body"),
        (b'{"events":', "not valid JSON"),
        (b"[]", "not a JSON object"),
        (b'"text"', "not a JSON object"),
        (b"{}", 'no list "events"'),
        (b'{"events":{}}', 'no list "events"'),
        (b'{"events":[{},5]}', "events[1] is not an object"),
        (b'{"events":[NaN]}', "not valid JSON"),
        (b'{"events":[{"a":NaN,"b":"\\ud800"}]}', "not valid JSON"),
        (b'{"events":"\xff"}', "not valid JSON"),
        (b"[" * 5_000, "not valid JSON"),
    ],
)
def test_malformed_bodies_are_refused(body: bytes, reason: str) -> None:
    """Each is a 400 that says what is wrong."""
    with pytest.raises(Refused) as refused:
        entries("batch", body)
    assert refused.value.status == 400
    assert reason in refused.value.reason


@given(ANY_JSON | st.fixed_dictionaries({"events": st.lists(ANY_JSON | st.fixed_dictionaries({"event_data": ANY_JSON}))}))
def test_any_json_is_taken_or_refused(value: object) -> None:
    """No JSON value raises anything but a refusal."""
    try:
        found = entries("batch", encode(value))
    except Refused:
        return
    assert isinstance(value, dict)
    assert len(found) == len(value["events"])


@given(st.binary())
def test_any_bytes_are_taken_or_refused(body: bytes) -> None:
    """No bytes raise anything but a refusal."""
    with pytest.raises(Refused):
        entries("batch", body)
