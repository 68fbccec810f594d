"""What a scenario is played with: the conversation, the wire, and its options, each taken with its type checked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from gateway.offline.conversation import Conversation, Json
from gateway.offline.errors import ApiError


class Options:
    """A scenario's options; each reading names one that the scenario knows, `done` refuses the rest."""

    def __init__(self, scenario: str, given: dict[str, Any]) -> None:
        self._scenario = scenario
        self._given = given
        self._known: list[str] = []

    def text(self, name: str, default: str) -> str:
        """A string."""
        return str(self._take(name, default, str))

    def whole(self, name: str, default: int, *, low: int = 0, high: int = 1_000_000) -> int:
        """A whole number within bounds."""
        return int(self.number(name, default, low=low, high=high))

    def number(self, name: str, default: float, *, low: float = 0.0, high: float = 3_600.0) -> float:
        """A number within bounds."""
        found = self._take(name, default, int | float)
        if isinstance(found, bool) or not low <= found <= high:
            raise self._wrong(name, f"a number from {low} to {high}")
        return float(found)

    def optional(self, name: str) -> Any:  # noqa: ANN401 - any JSON value, its user checks it
        """Any JSON value, None when it is not given."""
        return self._take(name, None, object)

    def done(self) -> None:
        """Refuse options that the scenario does not know: ApiError 400."""
        unknown = sorted(set(self._given) - set(self._known))
        if unknown:
            known = ", ".join(self._known) or "none"
            raise ApiError(
                400, f"Unknown option {unknown[0]!r} of the offline scenario {self._scenario!r}. Known: {known}.", code="unknown_option"
            )

    def _take(self, name: str, default: Any, kind: Any) -> Any:  # noqa: ANN401 - any JSON value
        self._known.append(name)
        found = self._given.get(name, default)
        if found is not default and not isinstance(found, kind):
            raise self._wrong(name, f"of type {getattr(kind, '__name__', 'number')}")
        return found

    def _wrong(self, name: str, wanted: str) -> ApiError:
        return ApiError(400, f"Option {name!r} of the offline scenario {self._scenario!r} must be {wanted}.", code="invalid_option")


@dataclass(frozen=True, slots=True)
class Scene:
    """One request for a scenario.

    `chat` tells chat completions from the Responses API; `body` is the request as it came; `played` says how often this very marker was
    played before.
    """

    conversation: Conversation
    options: Options
    chat: bool
    body: Json = field(default_factory=dict)
    played: int = 0
