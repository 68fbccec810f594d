"""The ledger of one request: what translation dropped or approximated, so that nothing is lost without a word."""

from dataclasses import dataclass, field


@dataclass
class Notes:
    """The kinds of loss of one request, each once, in the order they came: kind → how often.

    A kind is a short word of small letters and hyphens, such as dropped-top-k; docs/notes.md says what each means.
    """

    kinds: dict[str, int] = field(default_factory=dict)

    def add(self, kind: str, count: int = 1) -> None:
        """Note one more loss of this kind."""
        self.kinds[kind] = self.kinds.get(kind, 0) + count

    def header(self) -> str:
        """Return the value of the response header x-openai-code-notes: kinds, separated by commas, with =count where more than one."""
        return ",".join(kind if count == 1 else f"{kind}={count}" for kind, count in self.kinds.items())
