"""Read .env; what is wrong with it is told with its line, and never with what stands there, which may be a key."""

import io
import re
from collections.abc import Mapping
from pathlib import Path

from dotenv.parser import parse_stream
from dotenv.variables import Variable, parse_variables

from gateway.problems import Problem

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def read_dotenv(path: Path | None, environ: Mapping[str, str] | None = None) -> tuple[dict[str, str], dict[str, int], list[Problem]]:
    """Return the values by name, the line of each, and the problems; a file that is absent holds nothing.

    ${NAME} and ${NAME:-default} are filled as python-dotenv fills them: from environ, else from the lines before. $NAME stays as it is.
    """
    values: dict[str, str] = {}
    lines: dict[str, int] = {}
    try:
        text = path.read_text(encoding="utf-8") if path else ""
    except FileNotFoundError:
        return values, lines, []
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        return values, lines, [Problem(str(path), f"cannot be read: {reason}.", "Make it a text file that the gateway's user can read.")]
    problems = []
    for binding in parse_stream(io.StringIO(text)):
        line = binding.original.line + _leading_lines(binding.original.string)
        if binding.key is None and not binding.error:
            continue
        if binding.key is None or binding.value is None or not NAME.fullmatch(binding.key):
            problems.append(Problem(f"{path}:{line}", "is not NAME=value.", "Write one setting a line, as in .env.example."))
            continue
        known = {**values, **(environ or {})}
        parts = list(parse_variables(binding.value))
        if any(isinstance(part, Variable) and part.default is None and part.name not in known for part in parts):
            what = f"{binding.key} takes a part of its value from a variable that is not set."
            problems.append(
                Problem(f"{path}:{line}", what, "Set what stands in ${…} on a line before, or write the value itself.", "warning")
            )
        values[binding.key] = "".join(part.resolve(known) for part in parts)
        lines[binding.key] = line
    return values, lines, problems


def _leading_lines(text: str) -> int:
    # A binding begins with the empty lines before it.
    return text[: len(text) - len(text.lstrip())].count("\n")
