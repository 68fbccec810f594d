"""The routes below /api/event_logging/: take telemetry, answer at once."""

from flask import Blueprint, Response, current_app, jsonify, request

from interceptor import batch, otlp
from interceptor.body import read_body
from interceptor.config import Config
from interceptor.errors import error_response
from interceptor.forward.forwarder import MARK, Forwarder, Parcel
from interceptor.lines import Entry, now, refused_line, render
from interceptor.privacy import Privacy
from interceptor.refusal import Refused
from interceptor.telemetry_log import TelemetryLog

PREFIX = "/api/event_logging/"
JSON = "application/json"
PROTOBUF = "application/x-protobuf"

telemetry = Blueprint("telemetry", __name__)


@telemetry.post(f"{PREFIX}<path:path>")
def receive(path: str) -> Response:
    """Write each event, log record, metric or span of the body as one line, then answer."""
    log: TelemetryLog = current_app.extensions["telemetry_log"]
    config: Config = current_app.extensions["config"]
    privacy: Privacy = current_app.extensions["privacy"]
    received = now()
    sent = b""
    try:
        limit = config.body_limit // 2 if request.mimetype == PROTOBUF else config.body_limit  # it packs twice as much into a byte
        sent, body = read_body(request.stream, request.headers.get("Content-Encoding", ""), limit)
        found = _entries(path, body)
        lines = render(privacy.apply(found), received)
    except RecursionError:
        refusal = Refused(400, "The body is nested too deeply.")
    except Refused as error:
        refusal = error
    else:
        if lines:
            log.append(lines)
        _forward(path, sent, lines if privacy.keeps_all else render(found, received))
        return _accepted(path, len(found))
    if privacy.level == "off":
        return error_response(refusal.status, refusal.reason)
    text = privacy.keeps_all and request.mimetype != PROTOBUF and not request.headers.get("Content-Encoding")
    size = max(len(sent), request.content_length or 0)
    log.append([refused_line(request.path, refusal.reason, sent, text=text, size=size, received=received)])
    return error_response(refusal.status, refusal.reason)


def _entries(path: str, body: bytes) -> list[Entry]:
    signal = otlp.SIGNALS.get(path)
    if signal is None:
        return batch.entries(path, body)
    if request.mimetype not in {JSON, PROTOBUF, ""}:
        raise Refused(415, f"OpenTelemetry is taken here as {JSON} or {PROTOBUF}.")
    return otlp.entries(signal, body, protobuf=request.mimetype == PROTOBUF)


def _forward(path: str, sent: bytes, lines: list[bytes]) -> None:
    """Send on what came as it came; what is no OpenTelemetry, as its log records."""
    forwarder: Forwarder | None = current_app.extensions["forwarder"]
    if forwarder is None or not lines or MARK in request.headers:
        return
    if path in otlp.SIGNALS:
        kind, encoding = request.mimetype or JSON, request.headers.get("Content-Encoding", "")
        forwarder.put(Parcel(path, sent, kind, encoding))
    else:
        forwarder.put(Parcel("v1/logs", b"", lines=tuple(lines)))


def _accepted(path: str, count: int) -> Response:
    if path not in otlp.SIGNALS:
        return jsonify(accepted=count)
    if request.mimetype == PROTOBUF:
        return Response(b"", mimetype=PROTOBUF)
    return jsonify(partialSuccess={})
