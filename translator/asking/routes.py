"""Which upstream answers a model name: what gateway.upstreams.routes wrote at start, read once by each worker."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from gateway.models import LONGEST_NAME, TOO_LONG, closest, filled, find
from gateway.upstreams.capabilities import UNKNOWN, abilities, limits
from gateway.upstreams.long_context import NAME as LONGER
from gateway.upstreams.providers import key_of
from gateway.upstreams.routes import key_name
from translator.failure import Failure, invalid
from translator.limits.backend_limits import Told, of_model
from translator.target import Capability, Target, Wire

# The wire of rows that are passed through.
ANTHROPIC = "anthropic"
ENDPOINTS: dict[Wire, str] = {"responses": "responses", "chat": "chat/completions"}


@dataclass(frozen=True)
class Route:
    """One row: how a name is answered.

    forward: LiteLLM translates. base: the upstream's address, up to its /v1, and query: what every address of it ends with, as Azure
    wants it. headers: what the upstream is sent, its key among them.
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
    query: str = ""

    @property
    def url(self) -> str:
        """Return the address of the target's wire."""
        return self.address(f"/{ENDPOINTS[self.target.wire]}")

    def address(self, path: str) -> str:
        """Return the address of a path below base."""
        return f"{self.base}{path}?{self.query}" if self.query else f"{self.base}{path}"


class Routes:
    """The table of one worker.

    rows: as gateway.upstreams.routes.routes makes them; known: as gateway.upstreams.capabilities.extract does; keys: variable → secret.
    most, least: MAX_TOKENS_LIMIT and MIN_TOKENS_LIMIT, 0 where unset.
    """

    def __init__(
        self,
        rows: list[dict[str, Any]],
        known: Mapping[str, list[int | None]],
        keys: Mapping[str, str],
        most: int = 0,
        least: int = 0,
    ) -> None:
        self._rows = rows
        self._first = {row["name"]: number for number, row in reversed(list(enumerate(rows)))}
        self._names = [row["name"] for row in rows]
        self._known = known
        self._keys = keys
        self._most, self._least = most, least
        self._told: dict[str, Mapping[str, Told]] = {}
        self.has_longer = LONGER in self._first
        self._found = lru_cache(maxsize=512)(self._find)
        self.numbered = lru_cache(maxsize=512)(self._numbered)

    def bases(self) -> dict[str, Route]:
        """Return the addresses whose backends may tell their models' limits, each with a route to it: OpenAI's own never do."""
        rows = [
            row
            for row in self._rows
            if not row["forward"] and row["wire"] != ANTHROPIC and not row["openai"] and "{model}" not in row["base"]
        ]
        return {row["base"]: self._route(row, row["model"]) for row in reversed(rows)}

    def learn(self, base: str, told: Mapping[str, Told]) -> None:
        """Take in what a backend told of its models; every later request goes by it."""
        self._told[base] = told
        self._found.cache_clear()
        self.numbered.cache_clear()

    def longer(self, route: Route) -> Route | None:
        """Return the route of LONG_CONTEXT_MODEL; None where there is none that holds more than this one."""
        if not self.has_longer:
            return None
        other = self.find(LONGER)
        here, there = route.target.capability.context, other.target.capability.context
        same = (other.target.model, other.base) == (route.target.model, route.base)
        return None if same or (here is not None and there is not None and there <= here) else other

    def find(self, asked: str) -> Route:
        """Return the route of a name; raises Failure: 404 with the closest names, 400 where it is longer than names are."""
        if len(asked) > LONGEST_NAME:
            raise invalid(TOO_LONG)
        return self._found(asked)

    def _find(self, asked: str) -> Route:
        name = find(self._names, asked)
        if name is None:
            near = ", ".join(closest(self._names, asked))
            raise Failure(404, "not_found_error", f"model: {asked[:100]} is not configured. Closest names in config.yaml: {near}.")
        row = self._rows[self._first[name]]
        return self._route(row, row["model"] if row["forward"] else filled(name, row["model"], asked))

    def _numbered(self, number: int, model: str) -> Route:
        """Return the route of the deployment with this number, for a model that LiteLLM has already resolved; raises Failure 404."""
        if not 0 <= number < len(self._rows) or self._rows[number]["forward"] or self._rows[number]["wire"] == ANTHROPIC:
            raise Failure(404, "not_found_error", "There is no such deployment.")
        return self._route(self._rows[number], model)

    def _route(self, row: dict[str, Any], model: str) -> Route:
        base_model = row.get("base_model") or ""
        able = abilities(base_model or model)
        most, context = limits(base_model or model, self._known)
        if row["forward"]:
            known = Capability(**vars(able), **self._lengths(most), context=context)
            return Route(Target(model, "chat", known), "", {}, True, (), row["provider"])
        if row["wire"] == ANTHROPIC:
            headers = {**self._configured(row), "x-api-key": self._key(row)}
            return Route(Target(model, "chat", Capability()), row["base"], headers, False, (), row["provider"], passes=True)
        told = of_model(self._told.get(row["base"], {}), model)
        taken = vars(able) | {"hosted_search": able.hosted_search and row["openai"]}
        if row.get("auth") == "api-key" and able is UNKNOWN:
            # A deployment may have any name: its model may be one that refuses max_tokens, and all of Azure's take the newer word.
            taken["max_tokens_field"] = "max_completion_tokens"
        lengths = self._lengths(row["max_output"], most, told.max_output)
        window = told.context if told.max_output is None else None
        capability = Capability(**taken, **lengths, context=told.context or context, openai=row["openai"], window=window)
        key = key_name(row["key"]) or key_of(row["provider"])
        target = Target(model, row["wire"], capability, row["family"], row["effort"] or None, key, base_model)
        base = row["base"].replace("{model}", quote(model, safe=""))
        return Route(target, base, self._headers(row), False, tuple(row["drop"]), row["provider"], query=row.get("query", ""))

    def _lengths(self, *most: int | None) -> dict[str, Any]:
        return {"max_output": min(filter(None, [*most, self._most]), default=None), "min_output": self._least or None}

    def _headers(self, row: dict[str, Any]) -> dict[str, str]:
        headers = {"content-type": "application/json", "user-agent": "openai-code", **self._configured(row)}
        key = self._key(row)
        if key:
            headers |= {"api-key": key} if row.get("auth") == "api-key" else {"authorization": f"Bearer {key}"}
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
