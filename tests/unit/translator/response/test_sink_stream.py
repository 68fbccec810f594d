"""Deltas that are sent together are those that would be sent one by one."""

from hypothesis import example, given
from hypothesis import strategies as st

from translator.response.sink_stream import StreamSink

TEXTS = st.lists(st.text(st.sampled_from('a",\\\u00e9\u2028\n\ud83d\ude00 ') | st.characters(), min_size=1), max_size=8)


def sink() -> tuple[StreamSink, list[bytes]]:
    """Return a sink in a block of text, and what it writes from then on."""
    out: list[bytes] = []
    made = StreamSink(out, "msg_1", "m", 1)
    made.start({"type": "text", "text": ""})
    out.clear()
    return made, out


@given(TEXTS)
@example(['a",', "b"])
@example(["a\\", "b"])
@example(['","', ","])
@example([])
@example([","])
@example([",", ",", "a", ",", ","])
def test_together(texts: list[str]) -> None:
    """Whatever stands in the texts: quotes, commas, backslashes, half characters."""
    (together, written), (single, expected) = sink(), sink()
    together.deltas(texts)
    for text in texts:
        single.delta(text)
    assert b"".join(written) == b"".join(expected)
