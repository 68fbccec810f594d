"""Scenarios that send bytes of the test's own, or none at all."""

from __future__ import annotations

import orjson

from gateway.offline.answer import Answer, Said
from gateway.offline.delivery import Pace
from gateway.offline.errors import ApiError
from gateway.offline.scripted.scene import Scene
from gateway.offline.scripted.script import Fixed, Script

_NOTHING = Answer(())


def raw(scene: Scene) -> Script:
    """Exactly these `chunks`, each in a write of its own; with `encoding` latin-1 each character is a byte, so that UTF-8 can be torn."""
    chunks = scene.options.optional("chunks")
    delay = scene.options.number("delay_ms", 0, high=600_000) / 1000
    status = scene.options.whole("status", 200, low=200, high=599)
    kind = scene.options.text("content_type", "text/event-stream; charset=utf-8")
    encoding = scene.options.text("encoding", "utf-8")
    cut = scene.options.optional("cut") is True
    scene.options.done()
    if not isinstance(chunks, list) or not all(isinstance(chunk, str) for chunk in chunks):
        raise ApiError(400, 'Option "chunks" must be a list of strings.', code="invalid_option")
    try:
        pieces = tuple(chunk.encode(encoding) for chunk in chunks)
    except (LookupError, UnicodeEncodeError):
        raise ApiError(400, f'Option "encoding" must be one that can write the chunks, not {encoding!r}.', code="invalid_option") from None
    pace = Pace(between=delay, apart=True, break_after=len(pieces) if cut else None, ending="cut")
    return Script(_NOTHING, pace, Fixed(pieces, kind, streamed=True), status)


def fixed_json(scene: Scene) -> Script:
    """Exactly this JSON `body`, with a status."""
    body = scene.options.optional("body")
    status = scene.options.whole("status", 200, low=200, high=599)
    scene.options.done()
    return Script(_NOTHING, fixed=Fixed((orjson.dumps(body),), "application/json"), status=status)


def html_error(scene: Scene) -> Script:
    """A page of HTML, as proxies send."""
    status = scene.options.whole("status", 502, low=200, high=599)
    scene.options.done()
    page = f"<!DOCTYPE html>\n<html><head><title>{status}</title></head><body><h1>{status}</h1><p>A proxy's own page.</p></body></html>\n"
    return Script(_NOTHING, fixed=Fixed((page.encode(),), "text/html; charset=utf-8"), status=status)


def close_early(scene: Scene) -> Script:
    """The connection is closed without an answer, after `seconds`."""
    seconds = scene.options.number("seconds", 0)
    scene.options.done()
    return Script(_NOTHING, Pace(first_byte=seconds, unanswered="close"))


def reset(scene: Scene) -> Script:
    """The connection is reset: without an answer, or with `after` in the middle of a stream, after so many pieces."""
    after = scene.options.optional("after")
    seconds = scene.options.number("seconds", 0)
    count = scene.options.whole("after", 0)
    scene.options.done()
    if after is None:
        return Script(_NOTHING, Pace(first_byte=seconds, unanswered="reset"))
    text = Said(tuple(f"piece {number} " for number in range(count + 2)))
    return Script(Answer((text,)), Pace(first_byte=seconds, break_after=count, ending="reset"))
