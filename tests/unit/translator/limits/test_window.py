"""Requests and their target's window: counted only near it, and with the target's own tokenizer."""

import asyncio
from dataclasses import dataclass, field
from typing import cast

import pytest

from gateway.records import Record
from translator.asking.routes import Route, Routes
from translator.counting.estimate import Estimates
from translator.counting.in_thread import InThread
from translator.counting.tokenizer import Tokenizer
from translator.failure import Failure
from translator.forwarding.for_litellm import prepare
from translator.limits.window import fit, instead, too_long
from translator.message import Message
from translator.plan import Plan
from translator.services import Exchange, Services
from translator.target import Capability, Target

ROW = {
    "name": "gemini", "model": "gemini/small", "provider": "gemini", "forward": True,
}  # fmt: skip
LONG = {
    "name": "long-context-model", "model": "long", "wire": "chat", "forward": False, "base": "http://x/v1", "openai": False, "key": None,
    "headers": {}, "drop": [], "family": None, "effort": "", "max_output": None, "provider": "custom_openai",
}  # fmt: skip


@dataclass
class Parts:
    """What fit needs of the services."""

    routes: Routes
    estimates: Estimates = field(default_factory=Estimates)
    tokenizer: Tokenizer = field(default_factory=InThread)


def services(longer: bool = True) -> Services:
    """Return services with LONG_CONTEXT_MODEL or without."""
    known: dict[str, list[int | None]] = {"gemini/small": [500, 1000], "long": [None, 100_000]}
    return cast(Services, Parts(Routes([ROW, *([LONG] if longer else [])], known, {})))


def route(context: int | None, window: int | None = None) -> Route:
    """Return a route to a target with this window."""
    return Route(Target("m", "chat", Capability(context=context, window=window)), "http://y/v1", {}, False, (), "custom_openai")


def planned(words: int, to: Route, max_output: int = 800) -> Plan:
    """Return a plan of so many tokens, about."""
    said = Message("user", [{"type": "text", "text": "word " * words}])
    return Plan(body={}, target=to.target, asked="claude", messages=[said], max_output=max_output)


@pytest.mark.parametrize(("words", "too_much"), [(100, False), (900, False), (1100, True), (5000, True)])
def test_too_long(words: int, too_much: bool) -> None:
    """Beyond the window it fails in the words that lead to LONG_CONTEXT_MODEL; up to it nothing happens."""
    to = route(1000)
    plan = planned(words, to)
    if too_much:
        with pytest.raises(Failure, match=r"prompt is too long: \d+ tokens > 1000 maximum"):
            asyncio.run(fit(services(), plan, to, words * 5))
    else:
        asyncio.run(fit(services(), plan, to, words * 5))
    assert (plan.max_output, plan.notes.kinds) == (800, {})


def test_without_longer() -> None:
    """Where nothing else could answer, the upstream says it."""
    to = route(1000)
    asyncio.run(fit(services(longer=False), planned(5000, to), to, 25_000))


@pytest.mark.parametrize(("words", "least", "most"), [(100, 800, 800), (500, 400, 500), (990, 800, 800)])
def test_room_for_the_answer(words: int, least: int, most: int) -> None:
    """In a shared window the answer gets what is left of it, and all that was asked for where nothing is: then the upstream says so."""
    to = route(None, window=1000)
    plan = planned(words, to)
    asyncio.run(fit(services(longer=False), plan, to, words * 5))
    assert plan.max_output is not None
    assert least <= plan.max_output <= most
    assert ("max-tokens-clamped" in plan.notes.kinds) == (plan.max_output < 800)


@dataclass
class Asked:
    """What is looked at of an exchange."""

    inner: int | None = None
    started: bool = False
    raw: bytes = b"x"

    @property
    def channel(self) -> "Asked":
        """The same."""
        return self


def test_instead() -> None:
    """Only an overflow leads to the other model, and only where there is one."""
    one, exchange = route(1000), cast(Exchange, Asked())
    other = instead(too_long(2000, 1000), one, exchange, services())
    assert other is not None
    assert other.target.model == "long"
    assert instead(Failure(400, "invalid_request_error", "no"), one, exchange, services()) is None
    assert instead(too_long(2000, 1000), one, exchange, services(longer=False)) is None
    assert instead(too_long(2000, 1000), other, exchange, services()) is None


def test_too_long_for_litellms_target() -> None:
    """What LiteLLM translates is counted, too."""
    parts, exchange = services(), cast(Exchange, Asked(raw=b"x" * 10_000))
    request = {"model": "gemini", "max_tokens": 9, "messages": [{"role": "user", "content": "word " * 2000}]}
    with pytest.raises(Failure, match="prompt is too long"):
        asyncio.run(prepare(parts, exchange, request, parts.routes.find("gemini"), Record("now", "id")))
