"""Wrong keys are counted and slowed."""

from interceptor.page.attempts import FREE, LONGEST, Attempts


class Clock:
    """A clock that moves when it is told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_waits_grow_to_a_bound() -> None:
    """The first wrong keys cost nothing, each further one twice as long, up to a minute."""
    attempts = Attempts(clock := Clock())
    waits = []
    for _ in range(FREE + 8):
        attempts.wrong()
        waits.append(attempts.wait())
        clock.now += waits[-1]
    assert waits[: FREE - 1] == [0] * (FREE - 1)
    assert waits[FREE - 1 : FREE + 3] == [2, 4, 8, 16]
    assert waits[-1] == LONGEST
    assert attempts.wait() == 0


def test_a_right_key_forgets() -> None:
    """After the right key everything begins anew."""
    attempts = Attempts(Clock())
    for _ in range(FREE + 2):
        attempts.wrong()
    attempts.right()
    assert attempts.wait() == 0
    attempts.wrong()
    assert attempts.wait() == 0
