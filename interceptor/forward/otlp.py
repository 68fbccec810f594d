"""What is ours as messages of OpenTelemetry (OTLP 1.x, protobuf). Pure."""

from collections.abc import Iterable, Iterator
from itertools import pairwise

import orjson
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue
from opentelemetry.proto.logs.v1.logs_pb2 import LogRecord, ResourceLogs, ScopeLogs
from opentelemetry.proto.metrics.v1.metrics_pb2 import (
    AggregationTemporality,
    Gauge,
    Histogram,
    HistogramDataPoint,
    NumberDataPoint,
    ResourceMetrics,
    ScopeMetrics,
    Sum,
)
from opentelemetry.proto.metrics.v1.metrics_pb2 import Metric as OtlpMetric
from opentelemetry.proto.resource.v1.resource_pb2 import Resource
from prometheus_client.core import Metric
from prometheus_client.samples import Sample

from interceptor.index.rows import seconds

SCOPE = "openai-code"
NANO = 1_000_000_000
CUMULATIVE = AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE
UNITS = {"_seconds": "s", "_usd": "{USD}"}


def logs(lines: Iterable[bytes]) -> bytes:
    """Return lines of interceptor.log as an export request: what they say of the event as JSON in the body, names as attributes."""
    records = []
    for line in lines:
        told = orjson.loads(line)
        at = int((seconds(told["time"]) or 0) * NANO)
        names = {"event.name": told["name"], "session.id": told["session"]}
        records.append(
            LogRecord(
                time_unix_nano=at,
                observed_time_unix_nano=at,
                event_name=told["name"] or "",
                body=AnyValue(string_value=line.decode("utf-8", "replace").rstrip("\n")),
                attributes=[_pair(name, value) for name, value in names.items() if value],
            )
        )
    scoped = ScopeLogs(log_records=records)
    scoped.scope.name = SCOPE
    resource = Resource(attributes=[_pair("service.name", "claude-code")])
    return ExportLogsServiceRequest(resource_logs=[ResourceLogs(resource=resource, scope_logs=[scoped])]).SerializeToString()


def metrics(families: Iterable[Metric], now: float, version: str) -> bytes:
    """Return Prometheus families as an export request; since when counters count is left unknown, as they outlive this process.

    Args:
        families: counters, gauges and histograms.
        now: seconds since 1970.
        version: of the gateway.
    """
    at = int(now * NANO)
    scoped = ScopeMetrics(metrics=[found for family in families if (found := _metric(family, at)) is not None])
    scoped.scope.name = SCOPE
    resource = Resource(attributes=[_pair("service.name", SCOPE), _pair("service.version", version)])
    return ExportMetricsServiceRequest(resource_metrics=[ResourceMetrics(resource=resource, scope_metrics=[scoped])]).SerializeToString()


def _metric(family: Metric, at: int) -> OtlpMetric | None:
    unit = next((unit for end, unit in UNITS.items() if family.name.endswith(end)), "1")
    told = OtlpMetric(name=family.name, description=family.documentation, unit=unit)
    match family.type:
        case "counter":
            points = [_number(sample, at) for sample in family.samples if sample.name.endswith("_total")]
            told.sum.CopyFrom(Sum(data_points=points, aggregation_temporality=CUMULATIVE, is_monotonic=True))
        case "histogram":
            told.histogram.CopyFrom(Histogram(data_points=list(_spread(family, at)), aggregation_temporality=CUMULATIVE))
        case "gauge":
            told.gauge.CopyFrom(Gauge(data_points=[_number(sample, at) for sample in family.samples]))
        case _:
            return None
    return told if family.samples else None


def _number(sample: Sample, at: int) -> NumberDataPoint:
    return NumberDataPoint(as_double=sample.value, attributes=_pairs(sample.labels), time_unix_nano=at)


def _spread(family: Metric, at: int) -> Iterator[HistogramDataPoint]:
    by_labels: dict[tuple[tuple[str, str], ...], list[Sample]] = {}
    for sample in family.samples:
        labels = tuple((name, value) for name, value in sample.labels.items() if name != "le")
        by_labels.setdefault(labels, []).append(sample)
    for labels, samples in by_labels.items():
        buckets = [(sample.labels["le"], int(sample.value)) for sample in samples if "le" in sample.labels]
        below = [0, *(count for _, count in buckets)]
        yield HistogramDataPoint(
            attributes=_pairs(dict(labels)),
            time_unix_nano=at,
            count=below[-1],
            sum=next((sample.value for sample in samples if sample.name.endswith("_sum")), 0.0),
            explicit_bounds=[float(border) for border, _ in buckets if border != "+Inf"],
            # Prometheus counts what is below a border, OpenTelemetry what is between two.
            bucket_counts=[after - before for before, after in pairwise(below)],
        )


def _pairs(labels: dict[str, str]) -> list[KeyValue]:
    return [_pair(name, value) for name, value in labels.items()]


def _pair(name: str, value: str) -> KeyValue:
    return KeyValue(key=name, value=AnyValue(string_value=value))
