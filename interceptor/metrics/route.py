"""GET /metrics: for Prometheus, in its text format or OpenMetrics, as it asks."""

from collections.abc import Iterator

from flask import Blueprint, Flask, Response, current_app, request
from prometheus_client import CollectorRegistry
from prometheus_client.core import Metric
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector

from interceptor.forward.forwarder import Forwarder
from interceptor.health import Probe
from interceptor.info import version
from interceptor.metrics.families import Seen, families
from interceptor.usage.live import InFlight
from interceptor.usage.queries import NotAnswered, Usage

metrics = Blueprint("metrics", __name__)


class Numbers(Collector):
    """Reads what is true when it is asked."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._usage: Usage = app.extensions["usage"]
        self._flying: InFlight = app.extensions["in_flight"]
        self._probes: dict[str, Probe] = app.extensions["probes"]

    def collect(self) -> Iterator[Metric]:
        """Return all metrics."""
        return families(self.seen())

    def seen(self) -> Seen:
        """Return what they are made of."""
        flights = self._flying.read()
        forwarder: Forwarder | None = self._app.extensions["forwarder"]
        try:
            counters, spread = self._usage.counters()
        except NotAnswered:
            counters, spread = None, []
        return Seen(
            counters=counters,
            spread=spread,
            in_flight=None if flights is None else len(flights),
            services={name: probe.up() for name, probe in self._probes.items()},
            done=self._usage.status().done,
            version=version(),
            forwarded=None if forwarder is None else (forwarder.sent, forwarder.dropped),
        )


@metrics.get("/metrics")
def show() -> Response:
    """Answer in the format that is asked for."""
    registry = CollectorRegistry()
    registry.register(current_app.extensions["numbers"])
    encode, kind = choose_encoder(request.headers.get("Accept", ""))
    return Response(encode(registry), content_type=kind)
