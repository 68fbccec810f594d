"""How many tokens a request holds, said before the upstream says it: from its bytes and what the upstream said of earlier ones."""

FIRST_GUESS = 0.25
WEIGHT = 0.2
MOST_MODELS = 1024


class Estimates:
    """Tokens for each byte of the upstream's body, learnt for each model; cheap enough to stand on every request's way."""

    def __init__(self) -> None:
        self._ratio: dict[str, float] = {}

    def tokens(self, model: str, size: int) -> int:
        """Return the estimate for a body of size bytes."""
        return max(1, round(size * self._ratio.get(model, FIRST_GUESS)))

    def learn(self, model: str, size: int, tokens: int) -> None:
        """Take in what the upstream counted for a body of size bytes."""
        if size > 0 and tokens > 0:
            before = self._ratio.get(model)
            if before is None and len(self._ratio) >= MOST_MODELS:
                return
            seen = tokens / size
            self._ratio[model] = seen if before is None else before + WEIGHT * (seen - before)
