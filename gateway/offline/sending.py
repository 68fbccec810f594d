"""A script in the words of a wire, on its way to the client."""

from __future__ import annotations

import functools

from starlette.types import ASGIApp

from gateway.offline.delivery import Delivery, Outcome, Pace
from gateway.offline.dialect import Dialect
from gateway.offline.errors import ApiError
from gateway.offline.requests_log import Record
from gateway.offline.scripted.script import Script
from gateway.offline.wires.wire import Event, Wire


def deliver(record: Record, script: Script, wire: Wire, dialect: Dialect, *, streamed: bool) -> ASGIApp:
    """The reply to a request, which notes in its record how it ended."""
    record.status = script.status

    def ended(outcome: Outcome) -> None:
        record.outcome = outcome

    headers = {dialect.id_header: record.id, **dialect.headers, **dict(script.headers)}
    pace = script.pace
    if script.fixed is not None:
        fixed = script.fixed
        headers["content-type"] = fixed.content_type
        if not fixed.streamed:
            headers["content-length"] = str(sum(map(len, fixed.pieces)))
        events = [Event(piece, delta=True) for piece in fixed.pieces]
        return Delivery(status=script.status, headers=headers, events=events, failure=bytes, pace=pace, ended=ended)
    if streamed:
        headers |= {"content-type": dialect.stream_type, "cache-control": "no-cache"}
        failure = functools.partial(wire.failure, *script.failure)
        return Delivery(status=200, headers=headers, events=wire.events(), failure=failure, pace=pace, ended=ended)
    if pace.break_after is not None and pace.ending == "fail":
        record.outcome, record.status = "done", 500
        return dialect.error(ApiError(500, script.failure[0], code=script.failure[1]), record.id)
    whole = wire.body()
    headers |= {"content-type": "application/json", "content-length": str(len(whole))}
    events = [Event(whole[: len(whole) // 2]), Event(whole[len(whole) // 2 :], delta=True)]
    return Delivery(status=200, headers=headers, events=events, failure=bytes, pace=_unstreamed(pace), ended=ended)


def _unstreamed(pace: Pace) -> Pace:
    """A pace for one JSON object: a stall comes before its first byte, a cut in its middle."""
    if pace.break_after is None:
        return Pace(first_byte=pace.first_byte, after_headers=pace.after_headers, unanswered=pace.unanswered)
    return Pace(first_byte=pace.stall) if pace.ending == "stall" else Pace(break_after=0, ending=pace.ending)
