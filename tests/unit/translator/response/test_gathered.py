"""Text that comes in many small pieces."""

from hypothesis import given
from hypothesis import strategies as st

from translator.response.gathered import MANY, Gathered


@given(st.lists(st.tuples(st.booleans(), st.integers(1, 2 * MANY)), max_size=8))
def test_nothing_is_lost(steps: list[tuple[bool, int]]) -> None:
    """All pieces are there, in their order, one by one or many at once, and counted."""
    gathered = Gathered()
    want: list[str] = []
    for together, count in steps:
        pieces = [f"{len(want) + number} " for number in range(count)]
        want += pieces
        if together:
            gathered.add_all(pieces)
        else:
            for piece in pieces:
                gathered.add(piece)
        assert gathered.text() == "".join(want)
    assert gathered.count == len(want)
