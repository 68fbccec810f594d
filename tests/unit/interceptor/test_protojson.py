"""Protobuf becomes what the library would make of it, in OTLP/JSON's form."""

from google.protobuf.json_format import MessageToDict
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.metrics.v1.metrics_pb2 import AGGREGATION_TEMPORALITY_CUMULATIVE, ExponentialHistogramDataPoint, NumberDataPoint
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from interceptor.jsontext import Budget
from interceptor.protojson import to_plain


def metrics() -> ExportMetricsServiceRequest:
    """Build a request with every form of metric."""
    request = ExportMetricsServiceRequest()
    scope = request.resource_metrics.add(schema_url="u").scope_metrics.add()
    scope.metrics.add(name="sum").sum.data_points.add(as_int=-5, time_unix_nano=1 << 60, flags=1)
    scope.metrics.add(name="gauge").gauge.data_points.add(as_double=0.0)
    scope.metrics.add(name="histogram").histogram.data_points.add(count=3, sum=1.5, bucket_counts=[1, 2], explicit_bounds=[0.5], min=0.0)
    scope.metrics.add(name="summary").summary.data_points.add(count=1).quantile_values.add(quantile=0.5, value=float("inf"))
    point = ExponentialHistogramDataPoint(scale=-1, zero_count=2, zero_threshold=float("nan"))
    point.positive.bucket_counts.extend([1, 2])
    scope.metrics.add(name="exponential").exponential_histogram.data_points.append(point)
    scope.metrics[0].sum.aggregation_temporality = AGGREGATION_TEMPORALITY_CUMULATIVE
    scope.metrics[0].sum.data_points[0].attributes.add(key="b").value.bytes_value = b"\xff"
    return request


def test_every_form_of_metric_is_as_the_library_has_it() -> None:
    """The same dictionary as MessageToDict's with enums as numbers."""
    assert to_plain(metrics(), Budget()) == MessageToDict(metrics(), use_integers_for_enums=True)


def test_ids_are_hex() -> None:
    """Trace and span ids as OTLP/JSON has them, at any depth."""
    span = Span(trace_id=b"\x01" * 16, span_id=b"\x02" * 8, parent_span_id=b"\x03" * 8)
    span.links.add(trace_id=b"\x04" * 16, span_id=b"\x05" * 8)
    assert to_plain(span, Budget()) == {
        "traceId": "01" * 16,
        "spanId": "02" * 8,
        "parentSpanId": "03" * 8,
        "links": [{"traceId": "04" * 16, "spanId": "05" * 8}],
    }


def test_numbers_that_json_has_no_form_for_are_strings() -> None:
    """As the JSON form of protobuf has them."""
    assert to_plain(NumberDataPoint(as_double=float("-inf")), Budget()) == {"asDouble": "-Infinity"}
