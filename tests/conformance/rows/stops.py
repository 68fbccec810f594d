"""How answers end."""

from typing import Any

from gateway.offline.answer import Called, Said, in_pieces
from tests.conformance.answered import Answered, Upstream, answer, get, parts
from tests.conformance.columns import Column
from tests.conformance.rows.answers import CALL, HI
from tests.conformance.rows.tools import READ
from tests.conformance.sent import Json
from tests.conformance.verdicts import EXACT, Row, Verdict, approximated, each, everywhere, refused

CUT = Called("Read", ('{"path":"a',))


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
