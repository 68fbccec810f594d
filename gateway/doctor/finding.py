"""One finding of the doctor, and the case that every step looks at."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from gateway.check import Configuration
from gateway.running.instance import Instance

State = Literal["well", "ill", "untold"]
SIGNS: dict[State, str] = {"well": "✓", "ill": "✗", "untold": "\N{EN DASH}"}


@dataclass(frozen=True)
class Finding:
    """step: what was looked at. told: what was found, never with a secret. remedy: the command or setting that mends it, where ill."""

    step: str
    state: State
    told: str
    remedy: str = ""

    def __str__(self) -> str:
        """Return it as the lines that a user reads."""
        line = f"{SIGNS[self.state]} {self.step:<14} {self.told}"
        return f"{line}\n  {'':<14} → {self.remedy}" if self.remedy else line


@dataclass(frozen=True)
class Case:
    """config: as it is now. running: the gateway of this PORT, None where none runs. environ: the user's; home, folder: theirs too."""

    config: Configuration
    running: Instance | None
    environ: Mapping[str, str] = field(repr=False)
    home: Path
    folder: Path

    @property
    def start(self) -> str:
        """Return the command that starts it."""
        return "docker start openai-code" if self.config.container else "./scripts/start"
