"""The settings of the gateways that our users come from, unchanged: each makes a sound configuration, and comes to what they expect."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from gateway.check import Configuration, configuration
from gateway.configuration.environment import CONTAINER
from gateway.problems import errors
from gateway.telling.banner import start_block
from gateway.upstreams.model_report import answers
from tests.peers import CLAUDE, PEERS, Peer, quoted


def as_file(env: dict[str, str], folder: Path, quote: str) -> Configuration:
    """Return the configuration of a .env with these settings, each with a comment behind it."""
    path = folder / ".env"
    path.write_text("".join(f"{name}={quote}{value}{quote}  # as the example says\n" for name, value in env.items()), encoding="utf-8")
    return configuration({}, path)


@pytest.mark.parametrize("form", ["plain", "quoted", "single", "environment", "docker"])
@pytest.mark.parametrize("peer", PEERS.values(), ids=PEERS)
def test_sound(tmp_path: Path, peer: Peer, form: str) -> None:
    """However it is written, nothing of it is an error, each family comes to its model there, and the clients' key is told."""
    match form:
        case "environment":
            config = configuration(peer.env, None)
        case "docker":
            config = configuration({**quoted(peer.env), CONTAINER: "1"}, None)
        case _:
            config = as_file(peer.env, tmp_path, {"plain": "", "quoted": '"', "single": "'"}[form])
    assert errors(config.problems) == []
    found = {answer.asked: answer for answer in answers(config, CLAUDE)}
    assert tuple(found[name].target.partition("/")[2] for name in CLAUDE) == peer.models
    if peer.host:
        assert {urlsplit(found[name].address).netloc for name in CLAUDE} == {peer.host}
    assert config.settings.client_key == peer.client_key
    told = [problem.where for problem in config.problems]
    assert ("ANTHROPIC_API_KEY" in told) == (peer.client_key != "dummy")


@pytest.mark.parametrize("peer", PEERS.values(), ids=PEERS)
def test_start_says_what_it_made_of_it(peer: Peer) -> None:
    """Where others read a setting otherwise, the start's block says in one line how it was read; no key is in it."""
    config = configuration(peer.env, None)
    block = start_block(config, detached=False)
    for line in peer.said:
        assert line in block
    for name, value in peer.env.items():
        assert not name.endswith("_API_KEY") or len(value) < 6 or value not in block


@pytest.mark.parametrize("peer", PEERS.values(), ids=PEERS)
def test_every_key_stays_with_its_host(peer: Peer) -> None:
    """No target of one provider takes the key of another; the clients' key is no target's."""
    config = configuration(peer.env, None)
    for deployment in config.table.deployments:
        provider, key = deployment.target.partition("/")[0], deployment.params.get("api_key")
        expected = {"gemini": "GEMINI_API_KEY", "anthropic": "ANTHROPIC_API_KEY"}.get(provider, "OPENAI_API_KEY")
        assert key in (None, f"os.environ/{expected}"), deployment


def test_port_and_host() -> None:
    """PORT and HOST are heeded, and a key that everybody knows is warned of; in the container both are said to be ignored."""
    peer = PEERS["empero-openrouter"]
    config = configuration(peer.env, None)
    assert (config.settings.port, config.settings.host) == (8082, "0.0.0.0")
    assert [problem.where for problem in config.problems] == ["PROXY_API_KEY"]
    contained = configuration({**peer.env, CONTAINER: "1"}, None)
    assert (contained.settings.port, contained.settings.host) == (3999, "0.0.0.0")
    assert "warning: PORT: is fixed in the container and ignored." in " ".join(map(str, contained.problems))


def test_anthropic_ignores_the_models() -> None:
    """PREFERRED_PROVIDER=anthropic says of each model that it is ignored."""
    problems = [str(problem) for problem in configuration(PEERS["1rgs-anthropic"].env, None).problems]
    assert [problem.partition(": ")[2].partition(":")[0] for problem in problems] == ["BIG_MODEL", "SMALL_MODEL"]
    assert all("is ignored: with PREFERRED_PROVIDER=anthropic every Claude name goes to Anthropic as it is." in one for one in problems)
