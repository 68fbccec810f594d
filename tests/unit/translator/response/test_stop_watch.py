"""Stop sequences watched across the borders of pieces."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translator.response.stop_watch import StopWatch


def watched(stops: list[str], pieces: list[str]) -> tuple[str, str | None]:
    """Feed pieces; return the text that came through and the sequence met."""
    watch, text = StopWatch(stops), ""
    for piece in pieces:
        more, met = watch.feed(piece)
        text += more
        if met is not None:
            return text, met
    return text + watch.flush(), None


@pytest.mark.parametrize(
    ("stops", "text", "found"),
    [
        (["END"], "go on END never", ("go on ", "END")),
        (["END"], "EN", ("EN", None)),
        (["END"], "ENEND", ("EN", "END")),
        (["aab"], "aaaab", ("aa", "aab")),
        (["END", "STOP"], "a STOP b END", ("a ", "STOP")),
        (["abc", "b"], "xabc", ("xa", "b")),
        (["abc", "bc"], "xabc", ("x", "abc")),
        (["\n\nHuman:"], "a\n\nHum\n\nHuman: b", ("a\n\nHum", "\n\nHuman:")),
        ([""], "text", ("text", None)),
    ],
)
def test_first_complete_sequence_wins(stops: list[str], text: str, found: tuple[str, str | None]) -> None:
    """The text up to the sequence comes through, however it is cut into pieces."""
    assert watched(stops, [text]) == found
    assert watched(stops, list(text)) == found


@given(st.lists(st.text("ab", min_size=1, max_size=4), min_size=1, max_size=3), st.lists(st.text("abc", max_size=5)))
def test_any_pieces(stops: list[str], pieces: list[str]) -> None:
    """Pieces make no difference, and what has come through never holds a sequence."""
    text, met = watched(stops, pieces)
    assert (text, met) == watched(stops, ["".join(pieces)])
    assert not any(stop in text for stop in stops)
    assert "".join(pieces).startswith(text + (met or ""))


def test_holds_back_only_beginnings() -> None:
    """Text that cannot be part of a sequence comes at once."""
    watch = StopWatch(["</end>"])
    assert watch.feed("one <b> two <") == ("one <b> two ", None)
    assert watch.feed("i>") == ("<i>", None)
    assert watch.feed("</en") == ("", None)
    assert watch.flush() == "</en"
