"""Anthropic's web search by the upstream's own."""

from typing import Any

import pytest

from tests.unit.translator.request.parameters import COMPATIBLE, GPT_4_1, planned, target
from translator.failure import Failure
from translator.request.tools import tools
from translator.target import Target


def search(**more: object) -> dict[str, Any]:
    """Return a web_search tool with these members."""
    return {"type": "web_search_20250305", "name": "web_search", **more}


def test_web_search() -> None:
    """web_search becomes the upstream's own search with its limit, domains and place."""
    place = {"type": "approximate", "city": "Bern", "country": "CH", "region": None, "timezone": "Europe/Zurich"}
    plan = planned(tools.apply, tools=[search(max_uses=8, allowed_domains=["https://example.com/a", "example.com"], user_location=place)])
    assert plan.search is not None
    assert (plan.search.max_uses, plan.search.allowed_domains, plan.search.blocked_domains) == (8, ["example.com"], [])
    assert plan.search.location == {"city": "Bern", "country": "CH", "timezone": "Europe/Zurich"}
    assert plan.notes.kinds == {"search-domain-without-path": 1}
    assert not plan.tools


def test_blocked_domains() -> None:
    """Blocked domains, for which the upstream has no filter, are told to the model and noted."""
    plan = planned(tools.apply, tools=[search(blocked_domains=["bad.example"])])
    assert "bad.example" in plan.system[-1]
    assert plan.notes.kinds == {"search-blocked-domains-as-instruction": 1}


@pytest.mark.parametrize("to", [target(COMPATIBLE, "responses"), target(GPT_4_1, "chat")])
def test_no_search(to: Target) -> None:
    """Where the upstream has no search of its own it is left out with a note."""
    plan = planned(tools.apply, to=to, tools=[search()])
    assert (plan.search, plan.notes.kinds) == (None, {"dropped-web-search": 1})


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"max_uses": "3"}, "tools.0.web_search_20250305.max_uses: Input should be a valid integer"),
        ({"max_uses": 0}, "tools.0.web_search_20250305.max_uses: Input should be greater than 0"),
        ({"allowed_domains": "a"}, "tools.0.web_search_20250305.allowed_domains: Input should be a valid list"),
        ({"blocked_domains": [1]}, "tools.0.web_search_20250305.blocked_domains.0: Input should be a valid string"),
    ],
)
def test_wrong_search(more: dict[str, Any], message: str) -> None:
    """A web search that the API refuses is refused in its words."""
    with pytest.raises(Failure) as caught:
        planned(tools.apply, tools=[search(**more)])
    assert caught.value.message == message
