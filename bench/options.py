"""The command line. The standard library alone, so that --help works before anything is installed."""

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

PARTS = ("start", "json", "stream", "chat", "first", "paced", "crowd", "beside", "workers")
SYSTEMS = ("nginx", "stock", "direct", "governed", "litellm")
ABOUT = """\
Drives nginx alone, stock LiteLLM and the gateway on each of its paths with the same work, side by side in one run, and says which
goals are met. Everything runs on this machine, on loopback; nothing leaves it, and everything is stopped in the end.

parts:
  start     start to the first answer, memory at rest and after the load
  json      whole answers: 16 at a time, and one after the other
  stream    the same with streams of 200 pieces
  chat      both over chat completions instead of the Responses API, 16 at a time
  first     paced streams one after the other: time added to the first token
  paced     50 paced streams: delay added to each piece
  crowd     200 streams at once
  beside    the direct path while LiteLLM carries four chat streams
  workers   the translator alone with WORKERS=1 and WORKERS=2
"""


@dataclass(frozen=True)
class Options:
    """What is to be done. seconds: of each load; minutes: after these no new trial begins."""

    rounds: int
    seconds: int
    minutes: float
    parts: tuple[str, ...]
    systems: tuple[str, ...]
    json: Path | None
    write: bool
    first_port: int


def _number(low: int, high: int) -> Callable[[str], int]:
    def number(text: str) -> int:
        value = int(text)
        if not low <= value <= high:
            raise argparse.ArgumentTypeError(f"{text} is not between {low} and {high}")
        return value

    return number


def read(arguments: Sequence[str] | None = None) -> Options:
    """Return what the command line asks for; exits with status 2 and one line where that is not valid."""
    parser = argparse.ArgumentParser("scripts/bench", description=ABOUT, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=_number(1, 20), default=3, metavar="N", help="how often everything is measured (3)")
    parser.add_argument("--seconds", type=_number(1, 60), default=2, metavar="N", help="length of each load (2; slow systems get more)")
    parser.add_argument("--minutes", type=_number(1, 240), default=15, metavar="N", help="after so many no new trial begins (15)")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, metavar="PART", help="these parts alone")
    parser.add_argument(
        "--systems", nargs="+", choices=(*SYSTEMS, "translator"), metavar="SYSTEM", help=f"these alone: {' '.join(SYSTEMS)}"
    )
    parser.add_argument("--translator-only", action="store_true", help="the translator's process alone, without nginx before it")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every number there")
    parser.add_argument("--write", action="store_true", help="write docs/performance.md")
    parser.add_argument("--first-port", type=_number(1024, 65000), default=4600, metavar="PORT", help="take free ports from here on (4600)")
    given = parser.parse_args(arguments)
    systems = given.systems or (("translator",) if given.translator_only else SYSTEMS)
    if given.write and (tuple(given.only) != PARTS or set(systems) != set(SYSTEMS)):
        parser.error("--write needs every part and every system")
    return Options(
        rounds=given.rounds,
        seconds=given.seconds,
        minutes=given.minutes,
        parts=tuple(part for part in PARTS if part in given.only),
        systems=tuple(name for name in (*SYSTEMS, "translator") if name in systems),
        json=given.json,
        write=given.write,
        first_port=given.first_port,
    )
