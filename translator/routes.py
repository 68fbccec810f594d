"""Which upstream answers a model name: what gateway.routes wrote at start, read once by each worker."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from gateway.capabilities import abilities, limits
from gateway.models import closest, find
from gateway.routes import key_name
from translator.failure import Failure
from translator.target import Capability, Target, Wire

# The wire of rows that are passed through.
ANTHROPIC = "anthropic"
ENDPOINTS: dict[Wire, str] = {"responses": "responses", "chat": "chat/completions"}


@dataclass(frozen=True)
class Route:
    """One row: how a name is answered.

    forward: LiteLLM translates. base: the upstream's address, up to its /v1. headers: what the upstream is sent, its key among them.
    drop: top-level fields that are left out of the upstream's body, as config.yaml's additional_drop_params says.
    passes: the upstream is Anthropic's own API, and gets what the client sent.
    """

    target: Target
    base: str
    headers: dict[str, str]
    forward: bool
    drop: tuple[str, ...]
    provider: str
    passes: bool = False

    @property
    def url(self) -> str:
        """Return the address of the target's wire."""
        return f"{self.base}/{ENDPOINTS[self.target.wire]}"


class Routes:
    """The table of one worker.

    rows: as gateway.routes.routes makes them; known: as gateway.capabilities.extract does; keys: variable → secret.
    """

    def __init__(self, rows: list[dict[str, Any]], known: Mapping[str, list[int | None]], keys: Mapping[str, str]) -> None:
        self._rows = rows
        self._first = {row["name"]: number for number, row in reversed(list(enumerate(rows)))}
        self._names = [row["name"] for row in rows]
        self._known = known
        self._keys = keys
        self.find = lru_cache(maxsize=512)(self._find)
        self.numbered = lru_cache(maxsize=512)(self._numbered)

    def _find(self, asked: str) -> Route:
        """Return the route of a name; raises Failure 404 with the closest names."""
        name = find(self._names, asked)
        if name is None:
            near = ", ".join(closest(self._names, asked))
            raise Failure(404, "not_found_error", f"model: {asked[:100]} is not configured. Closest names in config.yaml: {near}.")
        row = self._rows[self._first[name]]
        return self._route(row, row["model"] if row["forward"] else _filled(name, row["model"], asked))

    def _numbered(self, number: int, model: str) -> Route:
        """Return the route of the deployment with this number, for a model that LiteLLM has already resolved; raises Failure 404."""
        if not 0 <= number < len(self._rows) or self._rows[number]["forward"] or self._rows[number]["wire"] == ANTHROPIC:
            raise Failure(404, "not_found_error", "There is no such deployment.")
        return self._route(self._rows[number], model)

    def _route(self, row: dict[str, Any], model: str) -> Route:
        if row["forward"]:
            return Route(Target(model, "chat", Capability()), "", {}, True, (), row["provider"])
        if row["wire"] == ANTHROPIC:
            headers = {**self._configured(row), "x-api-key": self._key(row)}
            return Route(Target(model, "chat", Capability()), row["base"], headers, False, (), row["provider"], passes=True)
        able = abilities(model)
        most, context = limits(model, self._known)
        taken = vars(able) | {"hosted_search": able.hosted_search and row["openai"]}
        most_here = min(filter(None, [row["max_output"], most]), default=None)
        capability = Capability(**taken, max_output=most_here, context=context, openai=row["openai"])
        target = Target(model, row["wire"], capability, row["family"], row["effort"] or None)
        return Route(target, row["base"], self._headers(row), False, tuple(row["drop"]), row["provider"])

    def _headers(self, row: dict[str, Any]) -> dict[str, str]:
        headers = {"content-type": "application/json", "user-agent": "openai-code", **self._configured(row)}
        key = self._key(row)
        if key:
            headers["authorization"] = f"Bearer {key}"
        return headers

    def _configured(self, row: dict[str, Any]) -> dict[str, str]:
        headers: dict[str, str] = {}
        for header, value in row["headers"].items():
            # A value may be a secret, which then stands in the environment alone.
            variable = key_name(value)
            headers[header] = self._keys.get(variable, "") if variable else value
        return headers

    def _key(self, row: dict[str, Any]) -> str:
        name = key_name(row["key"])
        return (self._keys.get(name) if name else row["key"]) or ""


def _filled(pattern: str, model: str, asked: str) -> str:
    """Return the target's model with its * replaced by what the name's * stood for."""
    if "*" not in model:
        return model
    before, _, after = pattern.partition("*")
    return model.replace("*", asked[len(before) : len(asked) - len(after) if after else None], 1)
