"""The table of notes says what every note means, and nothing else."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import translator
from translator.notes_table import MEANINGS

SOURCES = [path for path in Path(translator.__file__).parent.rglob("*.py") if path.name != "notes_table.py"]
KIND = re.compile(r"[a-z]+(-[a-z0-9]+)+").fullmatch
BEGINNINGS = {kind.partition("-")[0] for kind in MEANINGS}
# Names of headers that begin as a kind does.
HEADERS = {"anthropic-version", "anthropic-beta"}


def literals() -> Iterator[str]:
    """Yield every string of the sources that looks like a kind: what is given to notes.add, or begins as some kind does."""
    for source in SOURCES:
        tree = ast.parse(source.read_text(encoding="utf-8"))
        added = {
            id(inner)
            for call in ast.walk(tree)
            if isinstance(call, ast.Call) and ast.unparse(call.func).endswith("notes.add")
            for inner in ast.walk(call)
        }
        for node in ast.walk(tree):
            word = node.value if isinstance(node, ast.Constant) else None
            if not isinstance(word, str) or not KIND(word) or word in HEADERS:
                continue
            if id(node) in added or word.partition("-")[0] in BEGINNINGS:
                yield word


def test_every_kind_has_its_line_and_every_line_its_kind() -> None:
    """A note without a meaning helps nobody, and a meaning without a note misleads."""
    assert set(literals()) == set(MEANINGS)


def test_the_table_is_sorted_and_plain() -> None:
    """Several people add to it, and users read it."""
    assert list(MEANINGS) == sorted(MEANINGS)
    assert all(meaning.endswith(".") for meaning in MEANINGS.values())
