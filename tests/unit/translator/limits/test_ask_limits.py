"""Backends are asked once each, in the background, and one that does not tell changes nothing."""

import asyncio

import pytest

from tests.odd_upstream import Behaviour, OddUpstream, close, fixed
from translator.asking.proxies import Proxies
from translator.asking.routes import Routes
from translator.asking.upstream import Upstream
from translator.limits.ask_limits import ask_all

JSON = "content-type: application/json"
ROW = {
    "name": "a", "model": "m", "wire": "chat", "forward": False, "base": "", "openai": False, "key": "secret", "headers": {}, "drop": [],
    "family": None, "effort": "", "max_output": 900, "provider": "custom_openai",
}  # fmt: skip


def learned(odd: OddUpstream, **more: object) -> Routes:
    """Return the routes of two names at one backend after it was asked."""
    row = {**ROW, "base": f"{odd.url}/v1", **more}
    routes = Routes([row, {**row, "name": "b", "model": "n"}], {"m": [1000, 5000]}, {}, most=800, least=10)
    assert routes.find("a").target.capability.max_output == min(800, 900)

    async def ask() -> None:
        upstream = Upstream(None, Proxies({}))
        await ask_all(routes, upstream)
        await upstream.close()

    asyncio.run(ask())
    return routes


def test_learned() -> None:
    """One call an address, with its key; the smallest limit counts from then on, and the backend's own window before the table's."""
    with OddUpstream().running() as odd:
        said = b'{"data": [{"id": "m", "max_output_tokens": 700, "context_length": 4000}, {"id": "n", "max_model_len": 3000}]}'
        odd.on("", fixed(200, said, JSON))
        routes = learned(odd)
        (heard,) = odd.heard
    assert (heard.line.split()[1], heard.headers["authorization"]) == ("/v1/models", "Bearer secret")
    m, n = (routes.find(name).target.capability for name in "ab")
    assert (m.max_output, m.min_output, m.context, m.window) == (700, 10, 4000, None)
    # Its answers and prompts share one window, since it tells no longest answer.
    assert (n.max_output, n.context, n.window) == (800, 3000, 3000)


@pytest.mark.parametrize("bad", [fixed(401, b"sk-secret"), fixed(404, b""), fixed(200, b"<html>sk-secret"), close])
def test_not_told(bad: Behaviour, capsys: pytest.CaptureFixture[str]) -> None:
    """One quiet line without anything of the answer; LiteLLM's table and the user's limits hold."""
    with OddUpstream().running() as odd:
        odd.on("", bad)
        capability = learned(odd).find("a").target.capability
    assert (capability.max_output, capability.context) == (800, 5000)
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("127.0.0.1 does not tell the limits of its models (")
    assert "secret" not in line


def test_openais_own_is_not_asked() -> None:
    """OpenAI's list tells no limits."""
    with OddUpstream().running() as odd:
        learned(odd, openai=True)
        assert odd.heard == []


def test_the_longer_route() -> None:
    """LONG_CONTEXT_MODEL is an alternative only where it is another model with more room, or with room that nobody knows."""
    row = {**ROW, "base": "http://x/v1"}
    known: dict[str, list[int | None]] = {"small": [None, 10], "big": [None, 20], "huge": [None, 30]}
    rows = [{**row, "name": name, "model": name} for name in ("small", "huge", "big", "unknown")]
    routes = Routes([*rows, {**row, "name": "long-context-model", "model": "big"}], known, {})
    found = {name: routes.longer(routes.find(name)) for name in ("small", "big", "huge", "unknown")}
    assert {name: route and route.target.model for name, route in found.items()} == {
        "small": "big", "big": None, "huge": None, "unknown": "big",
    }  # fmt: skip
    assert Routes(rows, known, {}).longer(routes.find("small")) is None
