"""Stop sequences: watched in the text, across the borders of its pieces, whatever the upstream itself knows of them."""


class StopWatch:
    """Holds back only what may be the beginning of a sequence. The sequence that is complete first wins; of two, the longer."""

    def __init__(self, sequences: list[str]) -> None:
        self._sequences = sorted({sequence for sequence in sequences if sequence}, key=len, reverse=True)
        self._beginnings = {sequence[:size] for sequence in self._sequences for size in range(1, len(sequence))}
        self._longest = max((len(sequence) for sequence in self._sequences), default=1) - 1
        self._held = ""

    def feed(self, piece: str) -> tuple[str, str | None]:
        """Take the next text; return what may go to the client, and the sequence that was met, None where none was."""
        text = self._held + piece
        met: tuple[int, int, str] | None = None
        for sequence in self._sequences:
            at = text.find(sequence)
            if at >= 0 and (met is None or at + len(sequence) < met[0]):
                met = (at + len(sequence), at, sequence)
        if met is not None:
            self._held = ""
            return text[: met[1]], met[2]
        for size in range(min(self._longest, len(text)), 0, -1):
            if text[-size:] in self._beginnings:
                self._held = text[-size:]
                return text[:-size], None
        self._held = ""
        return text, None

    def flush(self) -> str:
        """Return what was held back, when no more text comes."""
        held, self._held = self._held, ""
        return held
