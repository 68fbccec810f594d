"""Events of the stream."""

from typing import Any

from tests.conformance.answered import Answered, Upstream, answer, get, parts
from tests.conformance.columns import Column
from tests.conformance.rows.answers import CALL, CITED, FOUND, HI, SHOWS_NONE, _real, searching
from tests.conformance.rows.tools import READ, SEARCH
from tests.conformance.sent import Json
from tests.conformance.verdicts import EXACT, Row, Verdict, approximated, each, everywhere, refused

ORDER = [
    "message_start",
    "content_block_start",
    "text_delta",
    "text_delta",
    "text_delta",
    "content_block_stop",
    "message_delta",
    "message_stop",
]
ADAPTIVE: Json = {"thinking": {"type": "adaptive", "display": "summarized"}}


HIDES = refused("thinking-not-shown")
NEVER = refused(how="Never sent: what it tells of is Anthropic's own.")


def _order(got: Answered) -> None:
    assert got.names() == ORDER


def _start(got: Answered) -> None:
    message = got.event("message_start")["message"]
    assert message["content"] == []
    assert message["stop_reason"] is None
    assert message["usage"]["input_tokens"] == 77


def _json(got: Answered) -> None:
    pieces = [event["delta"]["partial_json"] for event in got.events if event.get("delta", {}).get("type") == "input_json_delta"]
    assert "".join(pieces) == '{"path":"a"}'


def _thinks(item: str, kind: str, *names: str) -> Row:
    def prove(column: Column, verdict: Verdict) -> None:
        got = get(column, ADAPTIVE, _real(column))
        assert got.notes == verdict.notes
        assert (kind in got.names()) == (verdict.kind == "exact")

    return Row(item, each(EXACT, SHOWS_NONE, HIDES, SHOWS_NONE, EXACT), prove, names)


def _cites(column: Column, verdict: Verdict) -> None:
    got = get(column, {"tools": [SEARCH]}, parts(FOUND, CITED) if column.wire == "responses" else parts(HI))
    assert got.notes == verdict.notes
    assert ("citations_delta" in got.names()) == (column.wire == "responses")


def _no(kind: str) -> Any:  # noqa: ANN401 (a check)
    def sees(got: Answered) -> None:
        assert kind not in got.names()

    return sees


def _whole_only(got: Answered) -> None:
    assert got.events[-1]["type"] == "error"
    assert got.failure is not None


def _cut_stream(sent: Json, wire: str) -> Upstream:
    whole = parts(HI)(sent, wire)
    return Upstream(whole.streamed[: len(whole.streamed) // 3], b"")


def _fails(sent: Json, wire: str) -> Upstream:
    if wire == "chat":
        return Upstream(b'data: {"error":{"message":"Rate limit reached","type":"rate_limit_error","code":"rate_limit_exceeded"}}\n\n', b"")
    event = (
        b'{"type":"response.failed","response":{"status":"failed","error":{"code":"rate_limit_exceeded","message":"Rate limit reached"}}}'
    )
    return Upstream(b"data: " + event + b"\n\n", b"")


def _rate(got: Answered) -> None:
    assert got.names() == ["error"]
    assert got.events[0]["error"]["type"] == "rate_limit_error"


EVENTS: list[Row] = [
    answer(
        "`message_start` … `message_stop` in the API's order",
        parts(HI),
        _order,
        everywhere(EXACT),
        "event:content_block_start",
        "event:content_block_delta",
        "event:content_block_stop",
        "event:message_delta",
        "event:message_stop",
        "delta:text_delta",
    ),
    answer(
        "`message_start` with the input's tokens",
        parts(HI),
        _start,
        everywhere(
            approximated(how="They are an estimate there, since no upstream counts before it answers; `message_delta` has the counts.")
        ),
        "event:message_start",
    ),
    answer("`input_json_delta`", parts(CALL), _json, everywhere(EXACT), "delta:input_json_delta", fields={"tools": [READ]}),
    _thinks("`thinking_delta`", "thinking_delta", "delta:thinking_delta"),
    _thinks("`signature_delta`", "signature_delta", "delta:signature_delta"),
    Row("`citations_delta`", searching(EXACT), _cites, ("delta:citations_delta",)),
    answer("`compaction_delta`", parts(HI), _no("compaction_delta"), everywhere(NEVER), "delta:compaction_delta"),
    answer("`error` in mid-stream, of its own type", _fails, _rate, everywhere(EXACT), "event:error"),
    answer("`error` where the upstream's stream is cut", _cut_stream, _whole_only, everywhere(EXACT)),
]
