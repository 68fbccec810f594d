"""Scenarios: what a test can have the backend do with one request, by name."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from gateway.offline import agent, seal
from gateway.offline.answer import Answer, Said, Thought, in_pieces
from gateway.offline.conversation import Conversation, Json
from gateway.offline.delivery import Pace
from gateway.offline.errors import ApiError
from gateway.offline.scripted.calls import fragmented_call, parallel_calls, tool_call
from gateway.offline.scripted.errors import LIMITS, context_overflow, scripted_error
from gateway.offline.scripted.fixed import close_early, fixed_json, html_error, raw, reset
from gateway.offline.scripted.marker import Marker
from gateway.offline.scripted.scene import Options, Scene
from gateway.offline.scripted.script import FAILURE, Script
from gateway.offline.wires.wire import new_id

_TEXT = "This is a scripted answer of the offline backend: no model is behind it. "
_LONG = _TEXT + "It goes on for a while, so that a stream of it has pieces enough to be paced, stalled or cut."


def play(marker: Marker, conversation: Conversation, body: Json, *, chat: bool, played: int = 0) -> Script:
    """The script of a scenario for one request; ApiError for scripted errors, unknown names and wrong options."""
    scenario = SCENARIOS.get(marker.name)
    if scenario is None:
        known = ", ".join(sorted(SCENARIOS))
        raise ApiError(400, f"Unknown offline scenario {marker.name!r}. Known: {known}.", code="unknown_offline_scenario")
    return scenario(Scene(conversation, Options(marker.name, marker.options), chat, body, played))


def _text(scene: Scene) -> Script:
    text = scene.options.text("text", _TEXT.strip())
    chunks = scene.options.whole("chunks", 0)
    delay = scene.options.number("delay_ms", 0, high=600_000) / 1000
    scene.options.done()
    return Script(_said(text, chunks or None), Pace(between=delay))


def _long(scene: Scene) -> Script:
    count = scene.options.whole("chunks", 200, low=1, high=200_000)
    delay = scene.options.number("delay_ms", 20, high=600_000) / 1000
    scene.options.done()
    return Script(Answer((Said(tuple(f"chunk {number} " for number in range(1, count + 1))),)), Pace(between=delay))


def _reasoning(scene: Scene) -> Script:
    summary = scene.options.optional("summary") or [
        "**Reading the task**\n\nThe user wants something.",
        "**Deciding**\n\nAnswer without a model.",
    ]
    encrypted = scene.options.text("encrypted", "")
    text = scene.options.text("text", "")
    scene.options.done()
    parts = _said(text, None).parts if text else agent.answer(scene.conversation).parts
    parts_of_summary = tuple(map(str, summary)) if isinstance(summary, list) else (str(summary),)
    own = new_id("rs")
    thought = Thought(parts_of_summary, encrypted or seal.issue(scene.conversation.model, own), id=own)
    return Script(Answer((thought, *parts)))


def _refusal(scene: Scene) -> Script:
    text = scene.options.text("text", "I'm sorry, but I cannot assist with that request.")
    scene.options.done()
    return Script(Answer((Said(in_pieces(text), refusal=True),)))


def _length(scene: Scene) -> Script:
    text = scene.options.text("text", "This answer was cut at the limit of")
    scene.options.done()
    return Script(Answer((Said(in_pieces(text)),), "length"))


def _content_filter(scene: Scene) -> Script:
    text = scene.options.text("text", "This answer was stopped by the filter of")
    scene.options.done()
    return Script(Answer((Said(in_pieces(text)),), "content_filter"))


def _tool(scene: Scene) -> Script:
    call = tool_call(scene)
    scene.options.done()
    return Script(Answer((call,)))


def _parallel(scene: Scene) -> Script:
    calls = parallel_calls(scene)
    scene.options.done()
    return Script(Answer(calls))


def _fragmented(scene: Scene) -> Script:
    delay = scene.options.number("delay_ms", 0, high=600_000) / 1000
    call = fragmented_call(scene)
    scene.options.done()
    return Script(Answer((call,)), Pace(between=delay))


def _error(scene: Scene) -> Script:
    scripted_error(scene)
    return Script(agent.answer(scene.conversation), exact=False)


def _limits(scene: Scene) -> Script:
    scene.options.done()
    return Script(agent.answer(scene.conversation), exact=False, headers=tuple(LIMITS.items()))


def _overflow(scene: Scene) -> Script:
    context_overflow(scene)
    return Script(agent.answer(scene.conversation), exact=False)


def _slow(scene: Scene) -> Script:
    seconds = scene.options.number("seconds", 2)
    scene.options.done()
    return Script(agent.answer(scene.conversation), Pace(first_byte=seconds), exact=False)


def _slow_body(scene: Scene) -> Script:
    seconds = scene.options.number("seconds", 2)
    scene.options.done()
    return Script(agent.answer(scene.conversation), Pace(after_headers=seconds), exact=False)


def _stall(scene: Scene) -> Script:
    seconds = scene.options.number("seconds", 30)
    return _broken(scene, Pace(ending="stall", stall=seconds))


def _cut(scene: Scene) -> Script:
    return _broken(scene, Pace(ending="cut"))


def _fail(scene: Scene) -> Script:
    failure = scene.options.text("message", FAILURE[0]), scene.options.text("code", FAILURE[1])
    return dataclasses.replace(_broken(scene, Pace(ending="fail")), failure=failure)


def _broken(scene: Scene, pace: Pace) -> Script:
    """A stream that breaks off after some pieces: of a text, or of a tool's arguments when `name` is given."""
    after = scene.options.whole("after", 3)
    delay = scene.options.number("delay_ms", 0, high=600_000) / 1000
    text = scene.options.text("text", _LONG)
    parts = (tool_call(scene),) if scene.options.optional("name") else _said(text, None).parts
    scene.options.optional("arguments")
    scene.options.done()
    return Script(Answer(parts), dataclasses.replace(pace, break_after=after, between=delay))


def _said(text: str, pieces: int | None) -> Answer:
    return Answer((Said(in_pieces(text, pieces)),))


SCENARIOS: dict[str, Callable[[Scene], Script]] = {
    "text": _text,
    "long": _long,
    "tool": _tool,
    "parallel_tools": _parallel,
    "fragmented_arguments": _fragmented,
    "reasoning": _reasoning,
    "refusal": _refusal,
    "length": _length,
    "content_filter": _content_filter,
    "error": _error,
    "rate_limits": _limits,
    "context_overflow": _overflow,
    "html_error": html_error,
    "raw": raw,
    "json": fixed_json,
    "close_early": close_early,
    "reset": reset,
    "slow_headers": _slow,
    "slow_first_byte": _slow,
    "slow_body": _slow_body,
    "stall": _stall,
    "cut": _cut,
    "fail_midstream": _fail,
}
