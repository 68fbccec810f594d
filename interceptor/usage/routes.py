"""GET /api/usage…: the page's data as JSON; docs/usage-api.md says what each answer holds."""

import time
from collections.abc import Callable
from typing import Any, get_args

from flask import Blueprint, Response, current_app, jsonify, request

from interceptor.errors import error_response
from interceptor.forward.forwarder import Forwarder
from interceptor.health import Probe
from interceptor.usage.amounts import By
from interceptor.usage.live import InFlight
from interceptor.usage.params import moment
from interceptor.usage.queries import NotAnswered, Usage
from interceptor.usage.stream import Streams

usage = Blueprint("usage", __name__)
LONGEST_TEXT = 300
Json = dict[str, Any]


class Wrong(Exception):  # noqa: N818 (a verdict on the question, not a fault of ours)
    """A parameter that is none; the text says which and why."""


@usage.get("/api/usage")
def totals() -> Response:
    """Answer with sums, by session, model or day where `by` says so."""

    def ask(index: Usage) -> Json:
        by: By | None = next((one for one in get_args(By) if one == request.args.get("by")), None)
        if by is None and request.args.get("by"):
            raise Wrong("by: takes session, model or day")
        return index.usage(_time("since"), _time("until"), by)

    return _answer(ask)


@usage.get("/api/usage/sessions")
def sessions() -> Response:
    """Answer with a page of sessions."""

    def ask(index: Usage) -> Json:
        try:
            return index.sessions(request.args.get("before"), _number("limit", 50))
        except ValueError:
            raise Wrong("before: is not what an earlier page gave") from None

    return _answer(ask)


@usage.get("/api/usage/sessions/<path:name>")
def session(name: str) -> Response:
    """Answer with one session's time line."""
    return _answer(lambda index: index.session(name[:LONGEST_TEXT], _time("after") or 0, _number("limit", 500)))


@usage.get("/api/usage/cache")
def cache() -> Response:
    """Answer with what came from the upstreams' caches."""
    return _answer(lambda index: index.cache(_time("since")))


@usage.get("/api/usage/losses")
def losses() -> Response:
    """Answer with what translation dropped or approximated."""
    return _answer(lambda index: index.losses(_time("since")))


@usage.get("/api/usage/telemetry")
def telemetry() -> Response:
    """Answer with a page of events."""
    wanted = {name: request.args.get(name, "")[:LONGEST_TEXT] or None for name in ("session", "kind", "text")}
    before = _number("before", 0) or None
    return _answer(
        lambda index: {
            **index.telemetry(wanted["session"], wanted["kind"], wanted["text"], before, _number("limit", 50)),
            "summary": index.telemetry_summary(),
        }
    )


@usage.get("/api/usage/now")
def now() -> Response:
    """Answer with the services, what is in flight, and the last minutes."""
    probes: dict[str, Probe] = current_app.extensions["probes"]
    up = {name: "up" if probe.up() else "down" for name, probe in probes.items()}
    flying: InFlight = current_app.extensions["in_flight"]
    first = next(iter(up.values()), "up")
    status = "down" if first == "down" else "degraded" if "down" in up.values() else "ok"
    told = {
        "time": time.time(),
        "services": {**up, "interceptor": "up"},
        "status": status,
        "in_flight": flying.read(),
        "forward": _forward(),
    }
    return _answer(lambda index: {**told, **index.now()})


@usage.get("/api/usage/stream")
def stream() -> Response:
    """Answer with server-sent events until the client leaves, or some minutes have passed."""
    streams: Streams = current_app.extensions["streams"]
    lines = streams.open(request.environ.get("gunicorn.socket"))
    if lines is None:
        response = error_response(503, "As many as may look on live do so already: close another page, or ask /api/usage/now instead.")
        response.headers["retry-after"] = "30"
        return response
    response = Response(lines, mimetype="text/event-stream")
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Accel-Buffering"] = "no"
    return response


def _forward() -> Json | None:
    forwarder: Forwarder | None = current_app.extensions["forwarder"]
    return None if forwarder is None else {"sent": forwarder.sent, "dropped": forwarder.dropped, "reason": forwarder.reason}


@usage.errorhandler(Wrong)
def _wrong(error: Wrong) -> Response:
    return error_response(400, f"{error}.")


@usage.errorhandler(NotAnswered)
def _not_answered(error: NotAnswered) -> Response:
    response = error_response(503, str(error))
    response.headers["retry-after"] = "5"
    return response


def _answer(ask: Callable[[Usage], Json | None]) -> Response:
    index: Usage = current_app.extensions["usage"]
    told = ask(index)
    if told is None:
        return error_response(404, "Nobody has seen this session: its records are gone, or its id is another.")
    response = jsonify(index=index.told(), **told)
    response.headers["Cache-Control"] = "no-store"
    return response


def _time(name: str) -> float | None:
    text = request.args.get(name, "")
    try:
        return moment(text) if text else None
    except ValueError as error:
        raise Wrong(f"{name}: {error}") from None


def _number(name: str, usual: int) -> int:
    text = request.args.get(name, "")
    if text and not (text.isascii() and text.isdecimal() and len(text) <= 15):
        raise Wrong(f"{name}: is not a whole number")
    return int(text) if text else usual
