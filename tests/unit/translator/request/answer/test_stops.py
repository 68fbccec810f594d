"""stop_sequences."""

import pytest

from tests.unit.translator.request.parameters import planned
from translator.request.answer import stops


def test_kept() -> None:
    """The sequences are kept as they are, each once, in their order."""
    assert planned(stops.apply, stop_sequences=["\n\nHuman:", " end ", "\n\nHuman:"]).stop == ["\n\nHuman:", " end "]


@pytest.mark.parametrize("sequences", [None, []])
def test_none(sequences: list[str] | None) -> None:
    """None, or an empty list, is none."""
    assert planned(stops.apply, stop_sequences=sequences).stop == []
    assert planned(stops.apply).stop == []
