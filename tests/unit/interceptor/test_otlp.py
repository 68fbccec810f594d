"""OpenTelemetry requests become entries, the same from JSON and from protobuf."""

import json
from base64 import b64encode
from contextlib import suppress
from typing import Any

import pytest
from google.protobuf.json_format import ParseDict
from hypothesis import given
from hypothesis import strategies as st
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import KeyValue

from interceptor.lines import Entry
from interceptor.otlp import SIGNALS, entries
from interceptor.refusal import Refused
from tests.unit.interceptor.test_redact import ANY_JSON

TRACE, SPAN = "5b8efff798038103d269b633813fc60c", "eee19b7ec3c1b174"
RESOURCE = {
    "attributes": [
        {"key": "service.name", "value": {"stringValue": "claude-code"}},
        {"key": "count", "value": {"intValue": "9007199254740993"}},
        {"key": "list", "value": {"arrayValue": {"values": [{"boolValue": True}, {"doubleValue": 0.5}]}}},
        {"key": "map", "value": {"kvlistValue": {"values": [{"key": "a", "value": {"stringValue": "b"}}]}}},
        {"key": "nothing", "value": {}},
    ]
}
FLAT = {"service.name": "claude-code", "count": 9007199254740993, "list": [True, 0.5], "map": {"a": "b"}, "nothing": None}
SESSION = {"key": "session.id", "value": {"stringValue": "session-1"}}
NAMED = {"key": "event.name", "value": {"stringValue": "api_request"}}
LOG = {
    "timeUnixNano": "1544712660300000000",
    "severityNumber": 9,
    "body": {"stringValue": "claude_code.api_request"},
    "attributes": [SESSION, NAMED],
    "traceId": TRACE,
    "spanId": SPAN,
}
METRIC = {
    "name": "claude_code.token.usage",
    "unit": "tokens",
    "sum": {"dataPoints": [{"attributes": [SESSION], "asDouble": 5.5}], "aggregationTemporality": 1, "isMonotonic": True},
}
CODE_SPAN = {"traceId": TRACE, "spanId": SPAN, "parentSpanId": SPAN, "name": "claude_code.tool", "kind": 1, "attributes": [SESSION]}
NO_OBJECT = b'{"resourceLogs":[{"scopeLogs":[{"logRecords":["text"]}]}]}'
RECORDS = {"v1/logs": (LOG, "api_request"), "v1/metrics": (METRIC, "claude_code.token.usage"), "v1/traces": (CODE_SPAN, "claude_code.tool")}


def request(path: str, *records: object, resource: object = RESOURCE) -> dict[str, Any]:
    """Build an export request of one resource and one scope."""
    signal = SIGNALS[path]
    return {signal.resources: [{"resource": resource, signal.scopes: [{"scope": {"name": "events"}, signal.records: list(records)}]}]}


def protobuf(path: str, value: dict[str, Any]) -> bytes:
    """Encode a request; the library reads ids as base64, so hex goes in another way."""
    text = json.dumps(value)
    for hexadecimal in (TRACE, SPAN):
        text = text.replace(hexadecimal, b64encode(bytes.fromhex(hexadecimal)).decode())
    return ParseDict(json.loads(text), SIGNALS[path].message()).SerializeToString()


@pytest.mark.parametrize("path", SIGNALS)
@pytest.mark.parametrize("encoded", ["json", "protobuf"])
def test_one_entry_for_each_record(path: str, encoded: str) -> None:
    """Name, session, flat resource, scope and the record in its JSON form, whichever way it was sent."""
    record, name = RECORDS[path]
    sent = request(path, record, record)
    body = json.dumps(sent).encode() if encoded == "json" else protobuf(path, sent)
    expected = Entry("otlp", SIGNALS[path].kind, "session-1", name, {"resource": FLAT, "scope": "events", "record": record})
    assert entries(SIGNALS[path], body, protobuf=encoded == "protobuf") == [expected, expected]


def test_session_of_the_resource() -> None:
    """A record without a session has its resource's."""
    (entry,) = entries(SIGNALS["v1/logs"], json.dumps(request("v1/logs", {}, resource={"attributes": [SESSION]})).encode(), protobuf=False)
    assert (entry.session, entry.name) == ("session-1", None)


@pytest.mark.parametrize(
    ("record", "name"),
    [
        ({"body": {"stringValue": "text"}}, "text"),
        ({"eventName": "named", "body": {"stringValue": "text"}}, "named"),
        ({"body": {"intValue": 5}}, None),
    ],
)
def test_name_of_a_log_record(record: dict[str, Any], name: str | None) -> None:
    """The event's name, else the body where that is a string."""
    (entry,) = entries(SIGNALS["v1/logs"], json.dumps(request("v1/logs", record)).encode(), protobuf=False)
    assert entry.name == name


@pytest.mark.parametrize("path", SIGNALS)
def test_empty_requests_are_taken(path: str) -> None:
    """An export of nothing is valid."""
    assert entries(SIGNALS[path], b"{}", protobuf=False) == []
    assert entries(SIGNALS[path], b"", protobuf=True) == []


@pytest.mark.parametrize(
    "body",
    [
        b"[]",
        b"5",
        b'{"events":[]}',
        b'{"resourceLogs":{}}',
        b'{"resourceLogs":[5]}',
        b'{"resourceLogs":[{"scopeLogs":5}]}',
        b"{",
        NO_OBJECT,
    ],
)
def test_malformed_json_is_refused(body: bytes) -> None:
    """Each level must be a list of objects."""
    with pytest.raises(Refused) as refused:
        entries(SIGNALS["v1/logs"], body, protobuf=False)
    assert refused.value.status == 400


@given(st.binary())
def test_any_protobuf_is_taken_or_refused(body: bytes) -> None:
    """No bytes raise anything but a refusal."""
    for signal in SIGNALS.values():
        with suppress(Refused):
            entries(signal, body, protobuf=True)


@given(st.fixed_dictionaries({"resourceLogs": ANY_JSON | st.lists(st.fixed_dictionaries({"scopeLogs": ANY_JSON, "resource": ANY_JSON}))}))
def test_any_json_is_taken_or_refused(value: dict[str, Any]) -> None:
    """No JSON value raises anything but a refusal."""
    with suppress(Refused):
        entries(SIGNALS["v1/logs"], json.dumps(value).encode(), protobuf=False)


def test_too_many_values_in_protobuf_are_refused() -> None:
    """413 before they are all turned into objects."""
    body = ExportLogsServiceRequest()
    body.resource_logs.add().scope_logs.add().log_records.add().attributes.extend([KeyValue(key="k")] * 60_000)
    with pytest.raises(Refused) as refused:
        entries(SIGNALS["v1/logs"], body.SerializeToString(), protobuf=True)
    assert refused.value.status == 413
