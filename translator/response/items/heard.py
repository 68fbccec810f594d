"""What of an item's texts has come as deltas, so that the whole text that follows adds only what is missing (LM Studio sends no deltas)."""

from translator.response.gathered import Gathered


class Heard:
    """Texts by number: of a content part, of a summary part."""

    def __init__(self) -> None:
        self._parts: dict[int, Gathered] = {}

    def parts(self, key: int) -> Gathered:
        """Return the deltas that have come."""
        parts = self._parts.get(key)
        if parts is None:
            parts = self._parts[key] = Gathered()
        return parts

    def add(self, key: int, text: str) -> None:
        """Take in a delta."""
        self.parts(key).add(text)

    def text(self, key: int) -> str:
        """Return what has come."""
        parts = self._parts.get(key)
        return "" if parts is None else parts.text()

    def all(self) -> str:
        """Return everything that has come, in the order of the numbers."""
        return "".join(self.text(key) for key in sorted(self._parts))

    def keys(self) -> list[int]:
        """Return the numbers of the texts that have come."""
        return list(self._parts)

    def rest(self, key: int, full: object) -> str:
        """Return what the full text has beyond the deltas, and take it in; nothing where the two do not agree."""
        heard = self.text(key)
        if not isinstance(full, str) or len(full) <= len(heard) or not full.startswith(heard):
            return ""
        rest = full[len(heard) :]
        self.add(key, rest)
        return rest
