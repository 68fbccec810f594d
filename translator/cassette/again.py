"""A recorded exchange, translated once more: is the upstream's request the same today, and what we made of its answer?"""

import re
from dataclasses import dataclass, field, fields
from typing import Any

import orjson

from gateway.cassette.canonical import differences
from gateway.cassette.clean import Cleaner
from gateway.cassette.clean_answer import clean_frames
from gateway.cassette.exchange import Client, Exchange
from translator.errors import body_of, event_of, from_upstream
from translator.failure import Failure
from translator.plan import Plan
from translator.request.passes import plan as make_plan
from translator.response.sse import Parser, is_stream
from translator.response.stream import SHAPE, Stream
from translator.target import Capability, Target
from translator.translation import read_whole, reader_of, upstream_body

# What the translator itself puts in place of a key, and what the recording does.
TAKEN_OUT = re.compile(r"\[key\]|\[redacted\]")
EVENTS = re.compile(r"\s*(event|data|:)")


@dataclass
class Comparison:
    """Where today's translation differs from the recording, in words; unheard: why the answer could not be compared, empty where it was."""

    request: list[str] = field(default_factory=list)
    answer: list[str] = field(default_factory=list)
    unheard: str = ""

    @property
    def same(self) -> bool:
        """Whether nothing differs."""
        return not self.request and not self.answer


def compare(exchange: Exchange, client: Client) -> Comparison:
    """Translate a recorded Anthropic request and the upstream's answer to it; credentials are taken out as they were then."""
    try:
        return _compare(exchange, client)
    except (*SHAPE, RecursionError) as error:
        # One exchange that today's translator stumbles over must not hide what there is to say about the others.
        return Comparison(request=[f"cannot be translated: {type(error).__name__}: {error}"], unheard="there is no request to answer")


def _compare(exchange: Exchange, client: Client) -> Comparison:
    try:
        plan = make_plan(client.body, _target(exchange.target), str(client.body.get("model")), client.session)
        body = orjson.loads(orjson.dumps(upstream_body(plan, exchange.drop)))
    except Failure as failure:
        return Comparison(request=[f"is refused now: {failure.message}"], unheard="there is no request to answer")
    comparison = Comparison(request=list(differences(exchange.upstream.body, Cleaner().value(body))))
    if exchange.upstream.ended in ("left", "truncated") or client.ended != "whole":
        comparison.unheard = "it was not recorded to its end"
        return comparison
    status, told = _answer(exchange, plan)
    comparison.answer = _compared(exchange, client, status, told.decode("utf-8", "replace"))
    return comparison


def _target(recorded: dict[str, Any]) -> Target:
    """Return the target as it was recorded; what is new since then has its default."""

    def known(kind: type, values: dict[str, Any]) -> dict[str, Any]:
        return {one.name: values[one.name] for one in fields(kind) if one.name in values}

    able = known(Capability, recorded.get("capability") or {})
    able["efforts"] = tuple(able.get("efforts", ()))
    return Target(**{**known(Target, recorded), "capability": Capability(**able)})


def _answer(exchange: Exchange, plan: Plan) -> tuple[int, bytes]:
    """Return the status and the bytes that the client would get now."""
    sent: list[bytes] = []
    try:
        return 200, _read(exchange, plan, sent)
    except Failure as failure:
        if sent:
            return 200, b"".join(sent) + event_of(failure, exchange.request_id)
        return failure.status, body_of(failure, exchange.request_id)


def _read(exchange: Exchange, plan: Plan, sent: list[bytes]) -> bytes:
    upstream = exchange.upstream
    said = b"".join(data for _, data in upstream.pieces())
    context = plan.target.capability.context
    if upstream.status >= 300:
        raise from_upstream(upstream.status, said, upstream.headers, context, exchange.estimate, plan.target.key_name)[0]
    reader = reader_of(plan, exchange.estimate, exchange.request_id)
    writer = reader.writer
    if _is_stream(upstream.headers.get("content-type", "").lower(), said):
        stream = Stream(reader)
        for _, piece in upstream.pieces():
            stream.feed(piece)
            if writer.done:
                break
            if writer.out and plan.stream:
                sent.append(writer.take())
        if not writer.done:
            stream.end()
    else:
        read_whole(reader, said, upstream.headers, context, exchange.estimate)
    if writer.failure is not None and not sent:
        raise writer.failure
    return b"".join([*sent, writer.take()]) if plan.stream else orjson.dumps(writer.message)


def _is_stream(kind: str, said: bytes) -> bool:
    """Tell whether an answer is a stream, also under another name."""
    return "text/event-stream" in kind or is_stream(said)


def _compared(exchange: Exchange, client: Client, status: int, told: str) -> list[str]:
    told = "".join(clean_frames(Cleaner(), told))
    recorded, now = _events(client.answer), _events(told)
    # Pings, which a slow upstream brings, start an answer before its failure is known.
    pinged = any(event.get("type") == "ping" for event in recorded)
    recorded, now = ([event for event in events if event.get("type") != "ping"] for events in (recorded, now))
    if exchange.upstream.ended == "broken":
        # How a connection broke is the network's matter.
        recorded, now = ([event for event in events if event.get("type") != "error"] for events in (recorded, now))
    if exchange.redacted:
        recorded, now = (_blurred(events, exchange) for events in (recorded, now))
    found = list(differences(recorded, now))
    if status != client.status and not pinged:
        found.insert(0, f"status: recorded {client.status}, now {status}")
    return found


def _events(answer: str) -> list[dict[str, Any]]:
    """Return an answer's events; one in one piece counts as one event. Request ids are left out."""
    if EVENTS.match(answer):
        parser = Parser()
        data = [one for _, one in [*parser.feed(answer.encode()), *parser.flush()]]
    else:
        data = [answer.encode()]
    events = []
    for one in data:
        try:
            event = orjson.loads(one)
        except orjson.JSONDecodeError:
            event = None
        event = event if isinstance(event, dict) else {"type": "no JSON", "text": one.decode("utf-8", "replace")}
        event.pop("request_id", None)
        events.append(event)
    return events


def _blurred(events: list[dict[str, Any]], exchange: Exchange) -> list[dict[str, Any]]:
    """Return the events without what depends on the length or the place of what was taken out."""
    for event in events:
        error = event.get("error")
        if isinstance(error, dict):
            error["message"] = TAKEN_OUT.sub("[]", str(error.get("message")))
        if exchange.upstream.ended == "stopped":
            # The upstream had not counted yet: then characters are.
            event.pop("usage", None)
    return _joined(events)


def _joined(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the events with each run of deltas as one: what was taken out moved the borders between them."""
    joined: list[dict[str, Any]] = []
    for event in events:
        if joined and _whose(event) is not None and _whose(event) == _whose(joined[-1]):
            last, delta = joined[-1]["delta"], event["delta"]
            joined[-1] = {
                **event,
                "delta": {name: value if name == "type" else last.get(name, "") + value for name, value in delta.items()},
            }
        else:
            joined.append(event)
    return [event for event in joined if _whose(event) is None or "" not in event["delta"].values()]


def _whose(event: dict[str, Any]) -> tuple[object, object] | None:
    """Return which text a delta belongs to; None for what is no delta of a text."""
    delta = event.get("delta")
    if event.get("type") != "content_block_delta" or not isinstance(delta, dict):
        return None
    return (event.get("index"), delta.get("type")) if all(isinstance(value, str) for value in delta.values()) else None
