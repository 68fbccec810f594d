"""What is wrong with a configuration: one plain record, so that every problem can be told at once."""

from dataclasses import dataclass
from typing import Literal

from gateway.credentials import redact_tokens


@dataclass(frozen=True)
class Problem:
    """One thing to mend.

    where: the variable, or the file and line, that holds the fault.
    what: what is wrong, in one sentence; never holds a secret.
    remedy: what to do about it, in one sentence.
    level: an error stops the start; a warning is told and lived with.
    """

    where: str
    what: str
    remedy: str
    level: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        """Return the problem as the one line that a user reads; a key that was pasted where a path or a name belongs is not in it."""
        return redact_tokens(f"{self.level}: {self.where}: {self.what} {self.remedy}")


def errors(problems: list[Problem]) -> list[Problem]:
    """Return only those problems that must stop the start."""
    return [problem for problem in problems if problem.level == "error"]
