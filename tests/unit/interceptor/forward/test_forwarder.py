"""Sending on to a collector: a small real server stands for it."""

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest

from interceptor.app import create_app
from interceptor.config import Config
from interceptor.forward import forwarder as module
from interceptor.forward.forwarder import MARK, Forwarder, Parcel
from tests.unit.interceptor.index.lines import append, indexed, record
from tests.unit.interceptor.support import EDGE, SECRET, event, free_port, until


class Collector:
    """Takes requests; answers with `status`, 200 unless told."""

    def __init__(self, port: int = 0) -> None:
        self.got: list[tuple[str, dict[str, str], bytes]] = []
        self.status = 200
        collector = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                if collector.status == 200:
                    collector.got.append((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
                self.send_response(collector.status)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        """Go away."""
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def collector() -> Iterator[Collector]:
    """A collector."""
    made = Collector()
    yield made
    made.close()


def sender(url: str) -> Forwarder:
    """Return one that tries again soon."""
    made = Forwarder(url, {"authorization": "Bearer marker"}, first_pause=0.05)
    made.start()
    return made


def test_what_came_goes_on_as_it_came(collector: Collector, tmp_path: Path) -> None:
    """OpenTelemetry's bodies go on byte for byte, batches as log records without credentials; with the headers of the settings."""
    app = create_app(Config(data_dir=tmp_path, edge_secret=SECRET, forward_url=f"{collector.url}/", forward_headers={"x-tenant": "a b"}))
    app.extensions["forwarder"].start()
    client = app.test_client()
    sent = b'{"resourceLogs":  [{"scopeLogs": [{"logRecords": [{"body": {"stringValue": "x"}}]}]}]}'
    client.post("/api/event_logging/v1/logs", data=sent, headers={**EDGE, "Content-Type": "application/json"})
    client.post("/api/event_logging/batch", json={"events": [event("tengu_x", password="hunter2-and-more")]}, headers=EDGE)
    # Nothing goes round in a circle.
    client.post("/api/event_logging/v1/logs", data=sent, headers={**EDGE, "Content-Type": "application/json", MARK: "1"})
    assert until(lambda: len(collector.got) == 2)
    app.extensions["forwarder"].close()
    path, headers, body = collector.got[0]
    assert (path, body, headers["content-type"], headers["x-tenant"]) == ("/v1/logs", sent, "application/json", "a b")
    path, headers, body = collector.got[1]
    (log,) = ExportLogsServiceRequest.FromString(body).resource_logs[0].scope_logs[0].log_records
    assert (path, headers["content-type"], log.event_name) == ("/v1/logs", "application/x-protobuf", "tengu_x")
    assert json.loads(log.body.string_value)["event"]["event_data"]["password"] == "[redacted]"
    assert {pair.key: pair.value.string_value for pair in log.attributes} == {"event.name": "tengu_x", "session.id": "session-1"}


def test_a_collector_that_comes_back_gets_what_waited(collector: Collector) -> None:
    """While it is away or busy everything waits, in order; then it is sent."""
    port = free_port()
    forwarding = sender(f"http://127.0.0.1:{port}")
    for number in range(3):
        forwarding.put(Parcel("v1/logs", b"%d" % number))
    assert until(lambda: forwarding.reason is not None)
    late = Collector(port)
    try:
        late.status = 503
        time.sleep(0.2)
        late.status = 200
        assert until(lambda: len(late.got) == 3)
        assert [body for _, _, body in late.got] == [b"0", b"1", b"2"]
        assert until(lambda: forwarding.reason is None)
        assert (forwarding.dropped, forwarding.sent) == (0, 3)
    finally:
        forwarding.close()
        late.close()


def test_what_finds_no_room_is_dropped_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """A dead collector costs a bounded amount of memory and no time; the newest is kept."""
    monkeypatch.setattr(module, "QUEUE_BYTES", 100)
    forwarding = sender(f"http://127.0.0.1:{free_port()}")
    for _ in range(1000):
        forwarding.put(Parcel("v1/logs", b"x" * 10))
    assert forwarding.dropped == 990
    forwarding.close()


def test_what_is_refused_is_not_sent_again(collector: Collector, caplog: pytest.LogCaptureFixture) -> None:
    """A refusal is counted and said once, without what is secret; what comes after it goes on."""
    collector.status = 400
    forwarding = sender(collector.url)
    forwarding.put(Parcel("v1/logs", b"bad"))
    forwarding.put(Parcel("v1/logs", b"bad"))
    assert until(lambda: forwarding.dropped == 2)
    collector.status = 200
    forwarding.put(Parcel("v1/logs", b"good"))
    assert until(lambda: len(collector.got) == 1)
    forwarding.close()
    assert len([line for line in caplog.messages if "does not take telemetry: it refuses with 400" in line]) == 1
    assert "marker" not in caplog.text


def test_our_own_metrics(collector: Collector, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What /metrics tells goes to the collector too: sums that only grow, histograms, gauges, with units."""
    monkeypatch.setattr(module, "METRICS_SECONDS", 0.0)
    append(tmp_path / "requests.log", record(1, first_token_ms=700))
    indexed(tmp_path)
    app = create_app(Config(data_dir=tmp_path, edge_secret=SECRET, forward_url=collector.url))
    app.extensions["forwarder"].start()
    assert until(lambda: bool(collector.got))
    app.extensions["forwarder"].close()
    path, _, body = collector.got[0]
    assert path == "/v1/metrics"
    resource = ExportMetricsServiceRequest.FromString(body).resource_metrics[0]
    found = {metric.name: metric for metric in resource.scope_metrics[0].metrics}
    requests = found["openai_code_requests"]
    assert requests.sum.is_monotonic
    assert requests.sum.data_points[0].as_double == 1
    (spread,) = found["openai_code_first_token_seconds"].histogram.data_points
    assert (spread.count, spread.sum, sum(spread.bucket_counts)) == (1, 0.7, 1)
    assert len(spread.bucket_counts) == len(spread.explicit_bounds) + 1
    assert spread.explicit_bounds[list(spread.bucket_counts).index(1)] == 1.0
    assert found["openai_code_first_token_seconds"].unit == "s"
    assert found["openai_code_service_up"].gauge.data_points
