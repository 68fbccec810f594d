"""What an answer costs, in US dollars, by LiteLLM's price table."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from gateway.costs import price_table

ABOVE = re.compile(r"input_cost_per_token_above_(\d+)k_tokens")
FAMILIES = ("opus", "sonnet", "haiku")
# Models that the client may name; where a name is newer than the table, its family's newest price stands for it.
CLAUDE = "claude-*"
Row = list[float | int | None]


@dataclass(frozen=True)
class Price:
    """USD a token, and a web search. longer: tokens of a prompt above which the second set of prices counts for all of the request."""

    fresh: float
    cached: float
    written: float
    output: float
    search: float = 0.0
    longer: int | None = None
    longer_fresh: float = 0.0
    longer_cached: float = 0.0
    longer_written: float = 0.0
    longer_output: float = 0.0


def extract(models: Iterable[str], table: price_table.Table | None = None) -> dict[str, Row]:
    """Return model → its prices as plain JSON, for these models and every Claude model; those without a price are left out.

    Raises OSError or ValueError where the table, unless given, cannot be read.
    """
    table = table or price_table.load()
    found: dict[str, Row] = {}
    for name, entry in price_table.entries([*models, CLAUDE], table):
        row = _row(entry)
        if row is not None:
            found[name] = row
            found.setdefault(name.rpartition("/")[2], row)
    return found


class Prices:
    """The prices of one process; rows: what extract() returned."""

    def __init__(self, rows: Mapping[str, Row]) -> None:
        self._rows = rows
        self._found: dict[str, Price | None] = {}

    def of(self, model: str) -> Price | None:
        """Return the price of a model by its name, with or without a provider; None where it is not known."""
        if model not in self._found:
            if len(self._found) > MOST_NAMES:
                self._found.clear()
            key = next((key for key in price_table.keys(model) if key in self._rows), None) or self._family(model.lower())
            self._found[model] = Price(*self._rows[key]) if key else None  # type: ignore[arg-type]
        return self._found[model]

    def _family(self, model: str) -> str | None:
        family = next((family for family in FAMILIES if "claude" in model and family in model), None)
        return max((name for name in self._rows if family in name), default=None) if family else None


MOST_NAMES = 500


def cost(price: Price, fresh: int, cached: int, output: int, written: int = 0, searches: int = 0) -> float:
    """Return the cost of one answer in USD, to a millionth of a cent.

    fresh, cached, written: tokens of the prompt that were read anew, from the upstream's cache, and into it. output: reasoning included.
    """
    if price.longer is not None and fresh + cached + written > price.longer:
        tokens = fresh * price.longer_fresh + cached * price.longer_cached + written * price.longer_written + output * price.longer_output
    else:
        tokens = fresh * price.fresh + cached * price.cached + written * price.written + output * price.output
    return round(tokens + searches * price.search, 8)


def _row(entry: Mapping[str, Any]) -> Row | None:
    fresh, output = _number(entry.get("input_cost_per_token")), _number(entry.get("output_cost_per_token"))
    if fresh is None or output is None:
        return None
    row: Row = [*_set(entry, "", fresh, output), _search(entry)]
    borders = [int(found[1]) for name in entry if (found := ABOVE.fullmatch(name))]
    if borders:
        border = min(borders)
        end = f"_above_{border}k_tokens"
        dearer = _number(entry.get(f"input_cost_per_token{end}")) or fresh
        row += [border * 1000, *_set(entry, end, dearer, _number(entry.get(f"output_cost_per_token{end}")) or output)]
    return row


def _set(entry: Mapping[str, Any], end: str, fresh: float, output: float) -> list[float]:
    cached = _number(entry.get(f"cache_read_input_token_cost{end}"))
    written = _number(entry.get(f"cache_creation_input_token_cost{end}"))
    return [fresh, fresh if cached is None else cached, fresh if written is None else written, output]


def _search(entry: Mapping[str, Any]) -> float:
    prices = entry.get("search_context_cost_per_query")
    return (_number(prices.get("search_context_size_medium")) or 0.0) if isinstance(prices, dict) else 0.0


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and value >= 0 else None
