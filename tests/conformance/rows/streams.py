"""Events of the stream, how answers end, and what they cost."""

from typing import Any

from gateway.offline.answer import Called, Said, in_pieces
from gateway.offline.usage import Usage
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
HIDES = refused(how="OpenAI's chat completions shows nothing of its models' thinking.")
NEVER = refused(how="Never sent: what it tells of is Anthropic's own.")
CUT = Called("Read", ('{"path":"a',))


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


def _stops(reason: str, sequence: str | None = None) -> Any:  # noqa: ANN401 (a check)
    def sees(got: Answered) -> None:
        for delta in (got.ending["delta"], got.message):
            assert (delta["stop_reason"], delta["stop_sequence"]) == (reason, sequence)

    return sees


def _refused(got: Answered) -> None:
    _stops("refusal")(got)
    assert got.blocks("text")[0]["text"] == "I cannot."
    assert got.message["stop_details"]["type"] == "refusal"
    assert got.message["stop_details"]["explanation"] == "I cannot."


def _broken_off(got: Answered) -> None:
    _stops("max_tokens")(got)
    assert not [block for block in got.message["content"] if block["type"] == "tool_use"]


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


def _usage(name: str, value: object) -> Any:  # noqa: ANN401 (a check)
    def sees(got: Answered) -> None:
        assert got.message["usage"].get(name) == value, got.message["usage"]
        assert got.ending["usage"].get(name) == value or name == "service_tier"

    return sees


def _estimated(sent: Json, wire: str) -> Upstream:
    return parts(HI, used=Usage(0, 0))(sent, wire)


def _window(sent: Json, wire: str) -> Upstream:
    if wire == "chat":
        chunk = b'{"choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":"model_context_window_exceeded"}]}'
        body = b'{"choices":[{"index":0,"message":{"content":"Hi"},"finish_reason":"model_length"}],"usage":{"prompt_tokens":1}}'
        counted = b'{"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":1}}'
        return Upstream(b"data: " + chunk + b"\n\ndata: " + counted + b"\n\ndata: [DONE]\n\n", body)
    given = parts(HI, finish="length")(sent, wire)
    return Upstream(*(text.replace(b'"max_output_tokens"}', b'"model_context_window"}') for text in (given.streamed, given.body)))


WATCHED = approximated("usage-estimated", how="The answer is watched and the upstream ended there, before it has counted.")
UNTOLD = approximated(how="The upstream stops there itself and does not say why: it is `end_turn`, without the sequence.")


def _stop_sequence(column: Column, verdict: Verdict) -> None:
    # Where the wire takes stop the upstream ends before the sequence, elsewhere it writes on.
    stops_itself = column.wire == "chat" and not column.reasons
    words = ("One, ", "two, ") if stops_itself else ("One, two, E", "ND and more.")
    got = get(column, {"stop_sequences": ["END"]}, parts(Said(words)))
    assert got.notes == verdict.notes, f"notes: {sorted(got.notes)}"
    assert [block["text"] for block in got.blocks("text")] == ["One, two, "]
    _stops(*(("end_turn", None) if stops_itself else ("stop_sequence", "END")))(got)


def _told(sent: Json, wire: str) -> Upstream:
    if "stop" not in sent:
        return parts(Said(("One, two, E", "ND and more.")))(sent, wire)
    given = parts(Said(("One, ", "two, ")))(sent, wire)
    named = b'"finish_reason":"stop","stop_reason":"END"'
    return Upstream(*(text.replace(b'"finish_reason":"stop"', named) for text in (given.streamed, given.body)))


def _told_sequence(got: Answered) -> None:
    _stops("stop_sequence", "END")(got)


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
STOPS: list[Row] = [
    answer("`end_turn`", parts(HI), _stops("end_turn"), everywhere(EXACT), "stop:end_turn"),
    answer("`max_tokens`", parts(HI, finish="length"), _stops("max_tokens"), everywhere(EXACT), "stop:max_tokens"),
    answer(
        "`max_tokens` inside a tool call",
        parts(CUT, finish="length"),
        _broken_off,
        everywhere(approximated("truncated-tool-call")),
        fields={"tools": [READ]},
    ),
    Row(
        "`stop_sequence`",
        each(WATCHED, WATCHED, WATCHED, UNTOLD, UNTOLD),
        _stop_sequence,
        ("stop:stop_sequence", "message:stop_sequence"),
    ),
    answer(
        "`stop_sequence` named by the upstream (vLLM)",
        _told,
        _told_sequence,
        each(WATCHED, WATCHED, WATCHED, EXACT, EXACT),
        fields={"stop_sequences": ["END"]},
    ),
    answer("`tool_use`", parts(CALL), _stops("tool_use"), everywhere(EXACT), "stop:tool_use", fields={"tools": [READ]}),
    answer(
        "`refusal`, with `stop_details`",
        parts(Said(in_pieces("I cannot.", 2), refusal=True)),
        _refused,
        everywhere(approximated(how="`stop_details.category` is null: no upstream names one.")),
        "stop:refusal",
        "message:stop_reason",
        "message:stop_details",
    ),
    answer("`refusal` by a content filter", parts(HI, finish="content_filter"), _stops("refusal"), everywhere(EXACT)),
    answer(
        "`model_context_window_exceeded`",
        _window,
        _stops("model_context_window_exceeded"),
        everywhere(EXACT),
        "stop:model_context_window_exceeded",
    ),
    answer(
        "`pause_turn`",
        parts(HI),
        _stops("end_turn"),
        everywhere(refused(how="Never: an upstream's own tools end with its answer, there is nothing to go on with.")),
        "stop:pause_turn",
    ),
    answer(
        "`compaction`", parts(HI), _stops("end_turn"), everywhere(refused(how="Never: the client compacts by itself.")), "stop:compaction"
    ),
]
COUNTED = Usage(input=120, output=50, cached=100, reasoning=20)
USAGE: list[Row] = [
    answer(
        "`input_tokens` (without the cached ones)",
        parts(HI),
        _usage("input_tokens", 20),
        everywhere(EXACT),
        "usage:input_tokens",
        "message:usage",
    ),
    answer(
        "`cache_read_input_tokens`", parts(HI), _usage("cache_read_input_tokens", 100), everywhere(EXACT), "usage:cache_read_input_tokens"
    ),
    answer(
        "`cache_creation_input_tokens`, `cache_creation`",
        parts(HI),
        _usage("cache_creation_input_tokens", 0),
        everywhere(approximated(how="Always 0: upstreams fill their caches by themselves and charge nothing for it.")),
        "usage:cache_creation_input_tokens",
        "usage:cache_creation",
    ),
    answer("`output_tokens` (with reasoning)", parts(HI), _usage("output_tokens", 50), everywhere(EXACT), "usage:output_tokens"),
    answer(
        "`output_tokens_details.thinking_tokens`",
        parts(HI),
        _usage("output_tokens_details", {"thinking_tokens": 20}),
        everywhere(EXACT),
        "usage:output_tokens_details",
    ),
    answer(
        "`service_tier`",
        parts(HI),
        _usage("service_tier", "standard"),
        everywhere(approximated(how="Always standard, whatever tier the upstream's account has.")),
        "usage:service_tier",
    ),
    answer("usage that the upstream does not send", _estimated, lambda got: None, everywhere(approximated("usage-estimated"))),
    answer(
        "`iterations`, `speed`, `inference_geo`, `fallback_credit`",
        parts(HI),
        _usage("iterations", None),
        everywhere(NEVER),
        "usage:iterations",
        "usage:speed",
        "usage:inference_geo",
        "usage:fallback_credit",
    ),
]


def _server_tools(column: Column, verdict: Verdict) -> None:
    got = get(column, {"tools": [SEARCH]}, parts(FOUND, HI) if column.wire == "responses" else parts(HI))
    assert got.notes == verdict.notes
    used = got.message["usage"].get("server_tool_use")
    assert used == ({"web_search_requests": 1, "web_fetch_requests": 0} if column.wire == "responses" else None)


USAGE.insert(5, Row("`server_tool_use.web_search_requests`", searching(EXACT), _server_tools, ("usage:server_tool_use",)))
