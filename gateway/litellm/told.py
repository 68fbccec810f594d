"""What the records of LiteLLM's answers take from this start: who answers a name, and at what price."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gateway.costs.prices import Prices
from gateway.models import LONGEST_NAME, filled, find
from gateway.records import Record


@dataclass(frozen=True)
class Told:
    """What a start knows: path, rows and prices as routes.json has them; targets: name → provider/model."""

    path: str
    rows: list[dict[str, Any]]
    prices: Prices
    targets: Mapping[str, str]

    def target(self, record: Record, name: str) -> None:
        """Put what answers a name into a record."""
        found = find(self.targets, name) if len(name) <= LONGEST_NAME else None
        if found is None:
            return
        row = next((row for row in self.rows if row["name"] == found), None)
        provider, _, model = self.targets[found].partition("/")
        model, forward = (row["model"], row["forward"]) if row is not None else (model, True)
        record.target, record.provider = model if forward else filled(found, model, name), provider
        record.path = "governed" if self.path == "governed" and not forward else "litellm"
