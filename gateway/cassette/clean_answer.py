"""Take credentials out of an answer as it travelled: JSON, plain text, or events, where a key may be spread over many of them."""

import json
import re
from dataclasses import dataclass
from typing import Any

from gateway.cassette.clean import Cleaner

FRAME = re.compile(r".*?(?:\r?\n\r?\n|\Z)", re.DOTALL)
DATA = re.compile(r"^data:[ ]?(.*?)(\r?)$", re.MULTILINE)
# What tells apart the texts that are written side by side in one stream, on any wire.
WHOSE = ("item_id", "output_index", "content_index", "summary_index", "index")
Key = tuple[object, ...]


def clean_frames(cleaner: Cleaner, text: str) -> list[str]:
    """Return an answer's events, one a string, whatever ends it; other text is one string. What needs no cleaning stays to the letter."""
    frames = [frame for frame in FRAME.findall(text) if frame]
    parsed = [_data(frame) for frame in frames]
    if not any(event is not None for event in parsed):
        return [cleaner.text(text)]
    pieces: dict[Key, list[_Piece]] = {}
    cleaned = [event if event is None else _copied(cleaner, event, (), (), pieces) for event in parsed]
    for group in pieces.values():
        _clean_together(cleaner, group)
    return [_frame(cleaner, *row) for row in zip(frames, parsed, cleaned, strict=True)]


@dataclass
class _Piece:
    """A piece of a text that comes in deltas: where it stands."""

    holder: Any
    place: Any
    text: str


def _data(frame: str) -> Any:  # noqa: ANN401 (any JSON value)
    lines = [match[1] for match in DATA.finditer(frame)]
    try:
        value = json.loads("\n".join(lines))
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _copied(cleaner: Cleaner, value: Any, path: Key, whose: Key, pieces: dict[Key, list[_Piece]]) -> Any:  # noqa: ANN401 (any JSON value)
    """Clean an event's values, but only note the pieces of texts, which are cleaned when they are together."""
    if isinstance(value, dict):
        whose = (
            *whose,
            *(() if path else (value.get("type"),)),
            *(value.get(name) for name in WHOSE if isinstance(value.get(name), str | int)),
        )
        rows: list[tuple[Any, Any]] = list(value.items())
        copy: Any = {}
    elif isinstance(value, list):
        rows = list(enumerate(value))
        copy = [None] * len(value)
    else:
        return value
    for place, item in rows:
        below = (*path, place) if isinstance(place, str) else path
        if "delta" not in below and not _leads_to_delta(item):
            copy[place] = cleaner.named(place, item) if isinstance(place, str) else cleaner.value(item)
        elif isinstance(item, str):
            copy[place] = item
            pieces.setdefault((below, whose), []).append(_Piece(copy, place, item))
        else:
            copy[place] = _copied(cleaner, item, below, whose, pieces)
    return copy


def _leads_to_delta(item: Any) -> bool:  # noqa: ANN401 (any JSON value)
    """Tell whether deltas stand below: in chat completions' choices."""
    if isinstance(item, list):
        return any(_leads_to_delta(one) for one in item)
    return isinstance(item, dict) and "delta" in item


def _clean_together(cleaner: Cleaner, pieces: list[_Piece]) -> None:
    whole = "".join(piece.text for piece in pieces)
    clean = cleaner.text(whole)
    if clean == whole:
        return
    for piece in pieces:
        piece.holder[piece.place] = ""
    pieces[0].holder[pieces[0].place] = clean


def _frame(cleaner: Cleaner, frame: str, event: Any, clean: Any) -> str:  # noqa: ANN401 (any JSON value)
    if event is None:
        return cleaner.text(frame)
    if event == clean:
        return frame
    head = [line for line in frame.splitlines() if line.strip() and not line.startswith("data:")]
    return "\n".join([*head, "data: " + json.dumps(clean, ensure_ascii=True, separators=(",", ":")), "", ""])
