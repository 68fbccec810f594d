"""The Flask application."""

import hmac
import re
import time
import uuid
from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Flask, Response, current_app, g, request

from gateway.requests.in_flight import in_flight
from interceptor import errors
from interceptor.about import About
from interceptor.config import Config
from interceptor.connection import connection
from interceptor.forward import otlp
from interceptor.forward.forwarder import Forwarder
from interceptor.hash_key import hash_key
from interceptor.health import Probe, health
from interceptor.index.follow import Follower
from interceptor.info import version
from interceptor.logfile import LogFile
from interceptor.metrics.route import Numbers, metrics
from interceptor.models import models
from interceptor.page.assets import assets
from interceptor.page.sign_in import sign_in
from interceptor.page.views import views
from interceptor.privacy import Privacy
from interceptor.telemetry import telemetry
from interceptor.telemetry_log import TelemetryLog
from interceptor.usage.live import InFlight
from interceptor.usage.queries import Usage
from interceptor.usage.routes import usage
from interceptor.usage.stream import Streams

EDGE_HEADER = "x-openai-code-edge"
REQUEST_ID_HEADER = "x-openai-code-request-id"
_REQUEST_ID = re.compile(r"[A-Za-z0-9_.-]{1,100}")


def create_app(config: Config) -> Flask:
    """Build the application; nothing is opened before `app.extensions["telemetry_log"].start()`."""
    app = Flask("interceptor", static_folder=None)
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
    app.url_map.merge_slashes = False  # a redirect would be an answer in HTML
    app.url_map.strict_slashes = False
    app.json.sort_keys = False  # type: ignore[attr-defined]  # the provider's own option, not in its base class
    app.extensions["config"] = config
    app.extensions["about"] = About(config.about_path)
    file = LogFile(config.log_path, config.log_max_bytes, config.log_keep)
    app.extensions["telemetry_log"] = TelemetryLog(file, config.hold_limit, config.retry_seconds)
    app.extensions["privacy"] = Privacy(config.telemetry, hash_key(config.data_dir) if config.hash_ids else None)
    app.extensions["probes"] = {service.name: Probe(service) for service in config.services}
    follower = Follower(config.data_dir, config.log_keep, config.retention_days)
    app.extensions["follower"] = follower
    app.extensions["usage"] = Usage(config.data_dir, config.log_keep, lambda: follower.trouble)
    app.extensions["in_flight"] = InFlight(_asking_workers(config))
    app.extensions["streams"] = Streams(app.extensions["usage"], app.extensions["in_flight"])
    app.extensions["numbers"] = Numbers(app)
    app.extensions["forwarder"] = _forwarder(config, app.extensions["numbers"]) if config.forward_url else None
    app.before_request(_admit)
    app.after_request(_sign)
    errors.install(app)
    for blueprint in (telemetry, health, models, connection, usage, metrics, assets, sign_in, views):
        app.register_blueprint(blueprint)
    return app


def _forwarder(config: Config, numbers: Numbers) -> Forwarder:
    return Forwarder(config.forward_url, config.forward_headers, lambda: otlp.metrics(numbers.collect(), time.time(), version()))


def _asking_workers(config: Config) -> Callable[[], list[dict[str, Any]]] | None:
    return partial(in_flight, config.run_folder) if config.run_folder is not None else None


def _admit() -> Response | None:
    given = request.headers.get(REQUEST_ID_HEADER, "")
    g.request_id = given if _REQUEST_ID.fullmatch(given) else f"req_{uuid.uuid4().hex}"
    config: Config = current_app.extensions["config"]
    if hmac.compare_digest(request.headers.get(EDGE_HEADER, "").encode(), config.edge_secret.encode()):
        return None
    return errors.error_response(403, f"this port is the gateway's own: use {config.public_url}")


def _sign(response: Response) -> Response:
    response.headers["request-id"] = g.request_id
    return response
