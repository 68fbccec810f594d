"""Events that differ in their text alone: what is learned from one, and what is not taken for another one of it."""

import pytest

from translator.response.mould import Mould, _needle, mould_of


def event(text: str, number: int = 1, padding: str = "x", item: str = "m") -> bytes:
    """Return an event with this text (JSON)."""
    return b'event: d\ndata: {"type":"d","sequence_number":%d,"item_id":"%b","delta":%b,"obfuscation":"%b"}\n\n' % (
        number,
        item.encode(),
        text.encode(),
        padding.encode(),
    )


def learned() -> Mould:
    """Return the mould of such events."""
    mould = mould_of(event('"a"'), event('"b"', 2, "yy"), "delta", "a")
    assert mould is not None
    return mould


def test_texts_of_a_run() -> None:
    """The texts are what JSON says, whatever else is known to vary."""
    data = event('"a"', 9) + event('"\\u00e9\\n\\""', 10, "") + event('"é\u2028"', 11, "xyz")
    assert learned().texts(data) == (["a", 'é\n"', "é\u2028"], len(data))


@pytest.mark.parametrize(
    "other",
    [
        event('"b"', item="n"),
        event("7"),
        event('"b","delta":"c"'),
        event('"b').replace(b'"b', b'"b\\'),
        event('"b"', padding="\\u0078"),
        event('"b"').replace(b":1,", b":01,"),
        event('"b"').replace(b'{"type"', b'{ "type"'),
        event('"b"').replace(b"\n\n", b"\nid: 1\n\n"),
        b"x" + event('"b"'),
        b"\n" + event('"b"'),
        b": comment\n\n",
    ],
)
def test_any_other_event_ends_it(other: bytes) -> None:
    """What differs in anything else is not taken, nor what stands behind it."""
    before = event('"a"') + event('"b"', 2)
    assert learned().texts(before + other + event('"c"', 3)) == (["a", "b"], len(before))
    assert learned().texts(other + event('"c"')) == ([], 0)


@pytest.mark.parametrize("text", ['"\\ud800"', '"\\q"', '"\\'])
def test_what_is_no_text_ends_it(text: str) -> None:
    """What comes before an event whose text cannot be read is taken, and no more."""
    before = event('"a"') + event('"b"', 2)
    assert learned().texts(before + event(text) + event('"c"')) == (["a", "b"], len(before))


@pytest.mark.parametrize("mark", [b"\0", b"\1", b"\2"])
def test_bytes_that_stand_for_parts(mark: bytes) -> None:
    """A byte that stands for a shared part inside, where an upstream sends it, is never taken for that part."""
    assert learned().texts(event('"a"').replace(b',"item_id":"m","delta":', mark)) == ([], 0)


def test_what_varies_is_seen() -> None:
    """What is the same in two events is taken to be the same in all, and an event without its text has no mould."""
    mould = mould_of(event('"a"', 1, "x"), event('"b"', 2, "x"), "delta", "a")
    assert mould is not None
    data = event('"a"', 1, "x") + event('"b"', 2, "x")
    assert mould.texts(data + event('"c"', 3, "y")) == (["a", "b"], len(data))
    assert mould_of(event('"a"'), event('"b"'), "text", "a") is None
    assert mould_of(event('"a"'), event('"b"'), "delta", "b") is None
    assert mould_of(event('"a","more":{"delta":"a"}'), event('"b"'), "delta", "a") is None


def test_what_stands_between_events_in_a_text() -> None:
    """Half of what stands between two events may stand somewhere else: then it is looked for as a whole."""
    data = b"".join(event(text, number) for number, text in enumerate(['"a"', '"b"', '"c"']))
    odd = data + b'event: d\ndata: {"type":"d","x":1,"sequence_number":4}\n\n'
    assert learned().texts(odd) == (["a", "b", "c"], len(data))


@pytest.mark.parametrize("between", [b"ab" * 40, b"a" * 100, b"short"])
def test_a_needle_stands_once(between: bytes) -> None:
    """What repeats itself is looked for as a whole."""
    assert _needle(between) == between
    assert _needle(b"x" + between + b"the end of it, which comes once")[-10:] == b"comes once"
