"""What a rule looks at: one request, on one wire, for one model."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from gateway.offline.upstream_models import UpstreamModel

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """A request: its body, also as it came; the model's name and what it can do; the reasoning effort that counts, "none" for none."""

    body: Json
    raw: bytes
    name: str
    model: UpstreamModel
    effort: str


Rule = Callable[[Asked], None]
