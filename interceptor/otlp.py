"""OpenTelemetry over HTTP (OTLP 1.x) → entries of interceptor.log."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from google.protobuf.message import DecodeError, Message
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from interceptor.attributes import attribute, flatten, plain
from interceptor.jsontext import Budget, check_lines, loads
from interceptor.lines import Entry
from interceptor.protojson import to_plain
from interceptor.refusal import malformed

Json = dict[str, Any]


@dataclass(frozen=True)
class Signal:
    """One of OpenTelemetry's three kinds of data: its message, and the names of its levels in OTLP/JSON."""

    kind: str
    message: type[Message]
    resources: str
    scopes: str
    records: str


SIGNALS = {
    "v1/logs": Signal("log", ExportLogsServiceRequest, "resourceLogs", "scopeLogs", "logRecords"),
    "v1/metrics": Signal("metric", ExportMetricsServiceRequest, "resourceMetrics", "scopeMetrics", "metrics"),
    "v1/traces": Signal("span", ExportTraceServiceRequest, "resourceSpans", "scopeSpans", "spans"),
}
_POINTS = ("sum", "gauge", "histogram", "exponentialHistogram", "summary")


def entries(signal: Signal, body: bytes, *, protobuf: bool) -> list[Entry]:
    """Read an export request.

    Args:
        signal: which of the three.
        body: the request, unpacked.
        protobuf: whether it is protobuf; else it is OTLP/JSON.

    Raises:
        Refused: 400 where it is not such a request, 413 where it holds more than the interceptor takes.
    """
    budget = Budget()
    request = _decode(signal, body, budget) if protobuf else loads(body, budget)
    if not isinstance(request, dict):
        raise malformed("The body is not a JSON object.")
    if request and signal.resources not in request:
        raise malformed(f'The body has no list "{signal.resources}".')
    return list(_walk(signal, request))


def _decode(signal: Signal, body: bytes, budget: Budget) -> Json:
    message = signal.message()
    try:
        message.ParseFromString(body)
        return to_plain(message, budget)
    except (DecodeError, RecursionError):
        raise malformed(f"The body is not the protobuf message {message.DESCRIPTOR.full_name}.") from None


def _walk(signal: Signal, request: Json) -> Iterator[Entry]:
    count = 0
    for group in _objects(request, signal.resources):
        resource = group.get("resource")
        attributes = resource.get("attributes") if isinstance(resource, dict) else None
        about = flatten(attributes)
        for scoped in _objects(group, signal.scopes):
            scope = scoped.get("scope")
            scope_name = scope.get("name") if isinstance(scope, dict) else None
            for record in _objects(scoped, signal.records):
                count += 1
                check_lines(count)
                event = {"resource": about, "scope": scope_name, "record": record}
                yield Entry("otlp", signal.kind, _session(record, attributes), _name(signal, record), event)


def _objects(parent: Json, name: str) -> list[Json]:
    items = parent.get(name, [])
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise malformed(f'"{name}" is not a list of objects.')
    return items


def _session(record: Json, resource: object) -> str | None:
    found = attribute(record.get("attributes"), "session.id")
    if found is None:
        found = next((value for point in _points(record) if (value := attribute(point.get("attributes"), "session.id")) is not None), None)
    if found is None:
        found = attribute(resource, "session.id")
    return found if isinstance(found, str) and found else None


def _points(record: Json) -> Iterator[Json]:
    for form in _POINTS:
        data = record.get(form)
        points = data.get("dataPoints") if isinstance(data, dict) else None
        if isinstance(points, list):
            yield from (point for point in points if isinstance(point, dict))


def _name(signal: Signal, record: Json) -> str | None:
    names: tuple[object, ...] = (record.get("name"),)
    if signal.kind == "log":
        names = (attribute(record.get("attributes"), "event.name"), record.get("eventName"), plain(record.get("body")))
    return next((name for name in names if isinstance(name, str) and name), None)
