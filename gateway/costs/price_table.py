"""LiteLLM's table of prices and limits, read from its package without importing it."""

import json
import re
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

FILE = "model_prices_and_context_window_backup.json"
DATE = re.compile(r"-(20\d{2}-?\d{2}-?\d{2}|\d{4})$")
Table = dict[str, dict[str, Any]]


def load() -> Table:
    """Return the whole table: model → its entry. It takes some 20 MB for as long as it is held.

    Raises OSError or ValueError where it cannot be read.
    """
    spec = find_spec("litellm")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("the litellm package, whose price table holds the models' limits, is not installed")
    read = json.loads((Path(spec.origin).parent / FILE).read_text(encoding="utf-8"))
    return {name: entry for name, entry in read.items() if isinstance(entry, dict)}


def entries(models: Iterable[str], table: Table) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each model that the table knows, with its entry; a model that holds * stands for all that it matches."""
    for model in models:
        if not model.strip("*/"):
            # It stands for anything: the whole table is not what a start should carry.
            continue
        names = [model]
        if "*" in model:
            wanted = re.compile(re.escape(model.rpartition("/")[2]).replace(r"\*", ".*"))
            names = [name for name in table if wanted.fullmatch(name)]
        for name in names:
            entry = next((table[key] for key in keys(name) if key in table), None)
            if entry is not None:
                yield name, entry


def keys(model: str) -> list[str]:
    """Return the names under which the table may know a model, the most exact first: each prefix taken off, then the date."""
    parts = model.split("/")
    names = ["/".join(parts[start:]) for start in range(len(parts))]
    bare = names[-1].removeprefix("ft:").partition(":")[0]
    return [*names, bare, DATE.sub("", bare)]
