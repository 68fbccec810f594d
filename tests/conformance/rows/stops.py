"""How answers end."""

import json
from typing import Any

from gateway.offline.answer import Called, Said, Thought, in_pieces
from tests.conformance.answered import Answered, Upstream, answer, get, parts
from tests.conformance.columns import Column
from tests.conformance.rows.answers import CALL, HI
from tests.conformance.rows.tools import READ
from tests.conformance.sent import Json
from tests.conformance.verdicts import EXACT, Row, Verdict, approximated, everywhere, refused

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


def _stop_sequence(got: Answered) -> None:
    assert [block["text"] for block in got.blocks("text")] == ["One, two, "]
    _stops("stop_sequence", "END")(got)


def _not_in_thinking(column: Column, verdict: Verdict) -> None:
    def upstream(_: Json, wire: str) -> Upstream:
        thought = Thought(("The END is near.",), "sealed")
        if wire == "responses":
            return parts(thought, Said(("One, ", "two.")))(_, wire)
        chunks = [
            {"choices": [{"index": 0, "delta": delta}]} for delta in ({"reasoning_content": "The END is near."}, {"content": "One, two."})
        ]
        ending = {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}], "usage": {"prompt_tokens": 1, "completion_tokens": 2}}
        lines = [b"data: " + json.dumps(chunk).encode() + b"\n\n" for chunk in (*chunks, ending)]
        message = {"reasoning_content": "The END is near.", "content": "One, two."}
        whole = {"choices": [{"index": 0, "message": message, "finish_reason": "stop"}], "usage": ending["usage"]}
        return Upstream(b"".join(lines) + b"data: [DONE]\n\n", json.dumps(whole).encode())

    got = get(column, {"stop_sequences": ["END"]}, upstream)
    assert got.notes == verdict.notes
    assert [block["text"] for block in got.message["content"] if block["type"] == "text"] == ["One, two."]
    _stops("end_turn")(got)


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
    answer(
        "`stop_sequence`",
        parts(Said(("One, two, E", "ND and more."))),
        _stop_sequence,
        everywhere(WATCHED),
        "stop:stop_sequence",
        "message:stop_sequence",
        fields={"stop_sequences": ["END"]},
    ),
    Row("a stop sequence inside the model's thinking, which does not end the answer", everywhere(EXACT), _not_in_thinking),
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
