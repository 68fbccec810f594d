"""A gateway started with the settings of the gateways that our users come from, and nothing of ours but ports and folders, answers.

Every host of theirs is on loopback (tests.internet), so that the very addresses are asked, through a forward proxy and a private CA.
"""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from gateway.offline.requests_log import hashed
from tests.gateway import Gateway, message, new_gateway
from tests.internet import Internet, internet
from tests.peers import CLAUDE, PEERS, Peer, quoted

HOSTS = (
    "api.openai.com openrouter.ai api.x.ai api.deepseek.com your-resource.openai.azure.com generativelanguage.googleapis.com "
    "api.anthropic.com"
).split()
# What goes by LiteLLM's own translation waits for LiteLLM; the others do without it, which starts sooner.
BY_LITELLM = ("1rgs-google",)
# One way to OpenRouter less: the same start with a key for the clients shows more.
DIRECT = [name for name, peer in PEERS.items() if peer.path and not peer.host.startswith("localhost") and name != "empero-openrouter-alone"]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Internet]:
    """The internet on loopback."""
    with internet(tmp_path_factory.mktemp("internet"), HOSTS) as started:
        yield started


def brought(folder: Path, world: Internet, peer: Peer, **more: str) -> Gateway:
    """Return a gateway with these settings, quotes kept; what the environment must say itself goes before them."""
    own = {name: value for name, value in quoted(peer.env).items() if name not in ("PORT", "HOST")}
    return new_gateway(folder, **{**own, **world.env, "SHUTDOWN_GRACE": "0", **more})


def asked(gateway: Gateway, peer: Peer, name: str) -> httpx.Response:
    """Send one message with the key that clients must send."""
    headers = {"x-api-key": peer.client_key, "anthropic-version": "2023-06-01"}
    return httpx.post(f"{gateway.url}/v1/messages", json=message("Hello", name), headers=headers, timeout=60)


@pytest.mark.parametrize("name", DIRECT)
def test_answers(tmp_path: Path, world: Internet, name: str) -> None:
    """Each family is answered, by its model at the right host and path, which got its own key and no other; start said what it made."""
    peer = PEERS[name]
    gateway = brought(tmp_path, world, peer, LITELLM="off")
    began = len(world.requests())
    done = gateway.run("start", "--detach")
    assert done.returncode == 0, done.stderr + gateway.process_log()
    try:
        for line in peer.said:
            assert line in done.stdout
        for family in CLAUDE:
            answer = asked(gateway, peer, family)
            assert answer.status_code == 200, answer.text
            assert answer.json()["content"][0]["text"]
        wrong = httpx.post(f"{gateway.url}/v1/messages", json=message("Hello"), headers={"x-api-key": "another"}, timeout=60)
        assert wrong.status_code == 401
    finally:
        gateway.end()
    messages = [one for one in world.requests()[began:] if one["method"] == "POST"]
    assert [(one["headers"]["host"], one["path"]) for one in messages] == [(peer.host, peer.path)] * len(CLAUDE)
    if "deployments" not in peer.path:
        assert tuple(one["body"]["model"] for one in messages) == peer.models
    for one in messages:
        shown = {header: value for header, value in one["headers"].items() if value.startswith("sha256:")}
        assert shown == {peer.header: hashed(peer.env[peer.key])}


@pytest.mark.parametrize("name", BY_LITELLM)
def test_answers_by_litellm(tmp_path: Path, world: Internet, name: str) -> None:
    """A provider whose wire is not OpenAI's is answered through LiteLLM, by the same forward proxy and CA, with its own key alone."""
    peer = PEERS[name]
    gateway = brought(tmp_path, world, peer, PROXY_API_KEY="dummy")
    began = len(world.requests())
    gateway.start()
    try:
        for family in CLAUDE:
            answer = httpx.post(f"{gateway.url}/v1/messages", json=message("Hello", family), headers={"x-api-key": "dummy"}, timeout=60)
            assert answer.status_code == 200, answer.text
            assert answer.json()["content"][0]["text"]
    finally:
        gateway.end()
    messages = [one for one in world.requests()[began:] if one["method"] == "POST"]
    assert {one["headers"]["host"] for one in messages} == {peer.host}
    assert [model for model, one in zip(peer.models, messages, strict=True) if f"/{model}:" not in one["path"]] == []
    for one in messages:
        assert {value for value in one["headers"].values() if value.startswith("sha256:")} == {hashed(peer.env[peer.key])}


def test_several_providers_at_once(tmp_path: Path, world: Internet) -> None:
    """On the governed path too each provider is asked in its own form with its own key, whatever the capitals of the name asked for."""
    env = {
        "OPENAI_API_KEY": "openai-key",
        "XAI_API_KEY": "xai-key",
        "DEEPSEEK_API_KEY": "deepseek-key",
        "AZURE_API_KEY": "azure-key",
        "AZURE_API_BASE": "https://your-resource.openai.azure.com",
        "AZURE_API_VERSION": "2024-12-01-preview",
        "BIG_MODEL": "grok-4",
        "MIDDLE_MODEL": "deepseek/deepseek-chat",
        "SMALL_MODEL": "azure/mine",
    }
    gateway = new_gateway(tmp_path, **env, **world.env, TRANSLATOR="governed")
    expected = {
        "claude-opus-4": ("api.x.ai", "/v1/chat/completions", "grok-4", "xai-key"),
        "CLAUDE-Sonnet-4": ("api.deepseek.com", "/v1/chat/completions", "deepseek-chat", "deepseek-key"),
        "claude-haiku-4": ("your-resource.openai.azure.com", "/openai/deployments/mine/chat/completions", "mine", "azure-key"),
        "xai/grok-3": ("api.x.ai", "/v1/chat/completions", "grok-3", "xai-key"),
        "GPT-4o": ("api.openai.com", "/v1/responses", "gpt-4o", "openai-key"),
    }
    gateway.start()
    try:
        for name, (host, path, model, key) in expected.items():
            answer = gateway.post(message("Hello", name))
            assert (answer.status_code, answer.json()["model"]) == (200, name), answer.text
            one = world.requests()[-1]
            assert (one["headers"]["host"], one["path"], one["body"]["model"]) == (host, path, model)
            assert {value for value in one["headers"].values() if value.startswith("sha256:")} == {hashed(key)}
    finally:
        gateway.end()


def test_a_missing_key_stops_the_start(tmp_path: Path) -> None:
    """A provider that is used without its key is refused before anything starts, and the variable is named."""
    done = new_gateway(tmp_path, PREFERRED_PROVIDER="google").run("start", "--detach")
    assert done.returncode == 2
    assert "GEMINI_API_KEY, which is not set. Set GEMINI_API_KEY." in done.stderr
