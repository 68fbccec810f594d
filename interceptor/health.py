"""GET /health: is the gateway up, and, for those who hold its key, what is wrong."""

import http.client
import threading
import time
from dataclasses import asdict

from flask import Blueprint, Response, current_app, jsonify, request

from interceptor.about import About
from interceptor.config import Config, Service
from interceptor.info import version
from interceptor.lines import now
from interceptor.telemetry_log import TelemetryLog

CLIENT_HEADER = "x-openai-code-client"
PROBE_SECONDS = 1.0
PATHS = {"litellm": "/health/liveliness", "translator": "/health", "offline": "/health"}

health = Blueprint("health", __name__)


class Probe:
    """Asks one service whether it is alive; one question at a time, its answer good for a second."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._lock = threading.Lock()
        self._asked: float | None = None
        self._up = False

    def up(self) -> bool:
        """Tell whether the service answered within a second; while somebody else asks, what it answered before."""
        if self._fresh() or not self._lock.acquire(blocking=self._asked is None):
            return self._up
        try:
            if not self._fresh():
                self._up = _alive(self._service)
                self._asked = time.monotonic()
        finally:
            self._lock.release()
        return self._up

    def _fresh(self) -> bool:
        return self._asked is not None and time.monotonic() - self._asked < PROBE_SECONDS


def _alive(service: Service) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=PROBE_SECONDS)
    try:
        connection.request("GET", PATHS[service.name])
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _about() -> dict[str, object]:
    """Return what start-up chose, without anything secret: of keys only whether they are there."""
    reader: About = current_app.extensions["about"]
    about = reader.read()
    return {name: about[name] for name in ("upstream_keys", "client_check", "backend", "path", "reason") if name in about}


@health.get("/health")
def show() -> Response:
    """Answer 503 when the service that answers messages is down, else 200; with details for who showed the client's key."""
    config: Config = current_app.extensions["config"]
    log: TelemetryLog = current_app.extensions["telemetry_log"]
    probes: dict[str, Probe] = current_app.extensions["probes"]
    up = {name: probe.up() for name, probe in probes.items()}
    telemetry = log.status()
    vital = up[config.services[0].name]
    status = "down" if not vital else "degraded" if telemetry.state == "failing" or not all(up.values()) else "ok"
    body: dict[str, object] = {"status": status}
    if request.headers.get(CLIENT_HEADER) == "1":
        body |= {
            "time": now(),
            "version": version(),
            "services": {**{name: "up" if answers else "down" for name, answers in up.items()}, "interceptor": "up"},
            "telemetry": {"file": str(config.log_path), **asdict(telemetry)},
            "offline": config.offline,
            **_about(),
        }
    response = jsonify(body)
    response.status_code = 200 if vital else 503
    return response
