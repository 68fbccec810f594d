"""GET /health: is the gateway up, and, for those who hold its key, what is wrong."""

import http.client
import threading
import time
from dataclasses import asdict

from flask import Blueprint, Response, current_app, jsonify, request

from interceptor.config import Config
from interceptor.info import version
from interceptor.lines import now
from interceptor.telemetry_log import TelemetryLog

CLIENT_HEADER = "x-openai-code-client"
PROBE_SECONDS = 1.0

health = Blueprint("health", __name__)


class LiteLlmProbe:
    """Asks LiteLLM whether it is alive; one question at a time, its answer good for a second."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._lock = threading.Lock()
        self._asked: float | None = None
        self._up = False

    def up(self) -> bool:
        """Tell whether LiteLLM answered within a second; while somebody else asks, what it answered before."""
        if self._fresh() or not self._lock.acquire(blocking=self._asked is None):
            return self._up
        try:
            if not self._fresh():
                self._up = _alive(self._port)
                self._asked = time.monotonic()
        finally:
            self._lock.release()
        return self._up

    def _fresh(self) -> bool:
        return self._asked is not None and time.monotonic() - self._asked < PROBE_SECONDS


def _alive(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PROBE_SECONDS)
    try:
        connection.request("GET", "/health/liveliness")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


@health.get("/health")
def show() -> Response:
    """Answer 503 when LiteLLM is down, else 200; with details for a caller who showed the client's key."""
    config: Config = current_app.extensions["config"]
    log: TelemetryLog = current_app.extensions["telemetry_log"]
    probe: LiteLlmProbe = current_app.extensions["litellm_probe"]
    up, telemetry = probe.up(), log.status()
    status = "down" if not up else "degraded" if telemetry.state == "failing" else "ok"
    body: dict[str, object] = {"status": status}
    if request.headers.get(CLIENT_HEADER) == "1":
        body |= {
            "time": now(),
            "version": version(),
            "services": {"litellm": "up" if up else "down", "interceptor": "up"},
            "telemetry": {"file": str(config.log_path), **asdict(telemetry)},
            "offline": config.offline,
        }
    response = jsonify(body)
    response.status_code = 200 if up else 503
    return response
