from typing import Any

from tests.unit.translator.response.running import OPTIONS
from translator.response.writer import Writer


def writer(**options: Any) -> Writer:  # noqa: ANN401 (what a writer takes)
    """A writer whose answer may end at a stop sequence."""
    return Writer(**{**OPTIONS, "stop": ["END"], "streaming": False, **options})


def test_what_nobody_counted_is_counted() -> None:
    """An answer that its stop sequence ended waits for its count, and says it; thinking, of which no text is there, is estimated."""
    one = writer(thinking=False)
    one.counts = True
    one.thinking("t" * 40)
    one.text("One, two, END and")
    assert (one.done, one.held, one.message.get("stop_reason")) == (True, True, None)
    one.counted(9)
    assert not one.held
    assert one.message["stop_sequence"] == "END"
    assert one.message["usage"]["output_tokens"] == 9 + 10
    assert one.notes.kinds == {"usage-estimated": 1}


def test_nobody_counts() -> None:
    """Without a tokenizer the answer ends at once, and so does one that the upstream counted."""
    one, two = writer(), writer()
    one.text("One, two, END and")
    assert one.message["usage"]["output_tokens"] == 5
    two.counts = True
    two.usage({"input_tokens": 1, "output_tokens": 3})
    two.text("One, two, END and")
    assert two.message["usage"]["output_tokens"] == 3
    assert (one.held, two.held) == (False, False)


def test_nobody_could_count() -> None:
    """A count that failed leaves the estimate; a second one changes nothing."""
    one = writer()
    one.counts = True
    one.text("One, two, END and")
    one.counted(None)
    one.counted(99)
    assert one.message["usage"]["output_tokens"] == 5
