"""The entrance of strict mode: run a request through the table of its wire."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from gateway.offline import counting
from gateway.offline.strict import chat_table, compat, responses_table
from gateway.offline.strict.asked import Asked, Rule
from gateway.offline.strict.refusals import refused
from gateway.offline.strict.shapes import fits
from gateway.offline.thinking import effort
from gateway.offline.upstream_models import assumed, is_openai_name

Json = dict[str, Any]
_Table = tuple[dict[str, str], tuple[tuple[str, Rule], ...]]
_NOTHING: _Table = ({}, ())


@dataclass(frozen=True, slots=True)
class Counted:
    """A request that was not refused, with its input tokens."""

    input: int

    def output(self, texts: tuple[str, ...]) -> int:
        """Tokens of the texts of an answer."""
        return sum(map(counting.count_text, texts))


def refuse(body: Json, raw: bytes, wire: str) -> Counted:
    """ApiError with OpenAI's refusal where the real API refuses; else the request's tokens.

    `wire` is "responses", "chat" or "completions". Names that are neither OpenAI's nor begin with "compat-" belong to backends whose
    rules we do not know: nothing of theirs is refused.
    """
    name = body.get("model")
    if name is None or name == "":
        raise refused("you must provide a model parameter", "model", "missing_required_parameter")
    parameters, rules = _table(name if isinstance(name, str) else "gpt-", wire)
    if parameters:
        fits(body, parameters)
    name = str(name)
    asked = Asked(body, raw, name, assumed(name), effort(body, name))
    for _, rule in rules:
        rule(asked)
    return Counted(sum(counting.count_request(body, asked.model)))


def _table(name: str, wire: str) -> _Table:
    if wire == "completions":
        return _NOTHING
    if compat.is_compatible(name):
        if wire == "responses":
            raise refused("Invalid URL (POST /v1/responses)", status=404)
        return chat_table.COMPAT_PARAMETERS, chat_table.COMPAT_RULES
    if not is_openai_name(name):
        return _NOTHING
    if wire == "responses":
        return responses_table.PARAMETERS, responses_table.RULES
    return chat_table.PARAMETERS, chat_table.RULES
