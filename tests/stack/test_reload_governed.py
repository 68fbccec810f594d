"""A reload of the translator alone, behind LiteLLM: LiteLLM runs on, and is led to the new one."""

import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import yaml

from tests.gateway import KEY, eventually, message
from tests.odd_upstream import OddUpstream
from tests.stack.governing import Governed, hello
from tests.stack.test_reload import held
from tests.stack.test_supervision import Stream


def lead(folder: Path, upstream: OddUpstream) -> None:
    """Have another upstream answer for every name of Claude's: LiteLLM knows of none of their addresses."""
    config = yaml.safe_load((folder / "config.yaml").read_text())
    (row,) = (row for row in config["model_list"] if row["model_name"] == "claude-*")
    row["litellm_params"]["api_base"] = f"{upstream.url}/v1"
    (folder / "config.yaml").write_text(yaml.safe_dump(config))


@pytest.fixture
def other(governed: Governed) -> Iterator[OddUpstream]:
    """An upstream that nothing leads to before the test, nor after it."""
    gateway, good, _, folder = governed
    with OddUpstream().running() as upstream:
        upstream.on("say hello", hello)
        yield upstream
        lead(folder, good)
        done = gateway.run("reload")
        assert done.returncode == 0, done.stdout + done.stderr


def test_the_translator_alone(governed: Governed, other: OddUpstream) -> None:
    """No request fails, streams that began before end whole on their own upstream, and LiteLLM is not restarted."""
    gateway, good, _, folder = governed
    may_end = threading.Event()
    good.on("hold on meanwhile", held(may_end))
    streams = [Stream(gateway, "hold on meanwhile") for _ in range(2)]
    litellm, translator = gateway.pid("litellm"), gateway.pid("translator")
    answered: list[int] = []
    over = threading.Event()

    def go_on() -> None:
        with httpx.Client(timeout=60, headers=KEY) as client:
            while not over.is_set():
                answered.append(client.post(f"{gateway.url}/v1/messages", json=message("say hello")).status_code)

    others = threading.Thread(target=go_on, daemon=True)
    others.start()
    try:
        eventually(lambda: answered)
        lead(folder, other)
        done = gateway.run("reload")
        assert done.returncode == 0, done.stdout + done.stderr
        assert "LiteLLM cannot reload" not in done.stdout
        before = len(answered)
        eventually(lambda: len(answered) > before + 1)
    finally:
        over.set()
        others.join(60)
    assert set(answered) == {200}
    assert gateway.pid("litellm") == litellm
    assert other.of("say hello")
    asked = len(good.of("say hello"))
    assert gateway.post(message("say hello")).status_code == 200
    assert len(good.of("say hello")) == asked
    may_end.set()
    assert [stream.end() for stream in streams] == ["whole"] * 2
    assert all(any(" ended" in line for line in stream.lines) for stream in streams)
    eventually(lambda: gateway.pid("translator") != translator, 30)
