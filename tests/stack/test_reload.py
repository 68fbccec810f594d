"""openai-code reload and SIGHUP: what changed takes effect, streams in flight arrive whole, what is wrong changes nothing."""

import asyncio
import contextlib
import signal
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil
import pytest
import yaml

from tests.gateway import KEY, Gateway, eventually, message, running
from tests.odd_upstream import SSE, Behaviour, Heard, OddUpstream, chat_chunk
from tests.stack.governing import hello
from tests.stack.test_supervision import Stream
from tests.stack.translating import newest, streamed


@dataclass
class Reloaded:
    """A gateway, its upstream, and the folder of its config.yaml and key."""

    gateway: Gateway
    upstream: OddUpstream
    folder: Path

    def configure(self, model: str, **sections: object) -> None:
        """Have one name answered by this model."""
        params = {"model": f"custom_openai/{model}", "api_base": f"{self.upstream.url}/v1", "api_key": "os.environ/OPENAI_API_KEY"}
        text = yaml.safe_dump({"model_list": [{"model_name": "claude-*", "litellm_params": params}], **sections})
        (self.folder / "config.yaml").write_text(text)

    def key(self, key: str) -> None:
        """Have the upstream asked with this key."""
        (self.folder / "key").write_text(key)

    def translators(self) -> list[int]:
        """Return the translators that run."""
        found = []
        for one in self.gateway.launch().children(recursive=True):
            with contextlib.suppress(psutil.Error):
                found += [one.pid] if one.cmdline()[1:3] == ["-m", "translator"] else []
        return found


@contextlib.contextmanager
def reloading(folder: Path, **env: str) -> Iterator[Reloaded]:
    """Start a gateway whose config.yaml and key the tests change."""
    with OddUpstream().running() as upstream:
        made = Reloaded(Gateway({}, folder, folder), upstream, folder)
        made.configure("first")
        made.key("sk-first")
        upstream.on("say hello", hello)
        settings = {"CONFIG_FILE": str(folder / "config.yaml"), "OPENAI_API_KEY_FILE": str(folder / "key"), **env}
        with running(folder, **settings) as gateway:
            made.gateway = gateway
            yield made


@pytest.fixture(scope="module")
def reloaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reloaded]:
    """A gateway on the direct path, without LiteLLM."""
    with reloading(tmp_path_factory.mktemp("reload"), LITELLM="off") as made:
        yield made


def held(until: threading.Event) -> Behaviour:
    """A stream that begins, and ends once it may."""

    async def behave(heard: Heard) -> None:
        await heard.send(SSE + chat_chunk({"content": "begun "}))
        while not until.is_set():
            await heard.send(chat_chunk({"content": "."}))
            await asyncio.sleep(0.1)
        await heard.send(chat_chunk({"content": " ended"}, "stop") + b"data: [DONE]\n\n")
        heard.writer.close()

    return behave


def test_nothing_to_do(reloaded: Reloaded) -> None:
    """Without a change nothing is exchanged, and the command says so."""
    before = reloaded.translators()
    done = reloaded.gateway.run("reload")
    assert (done.returncode, done.stdout) == (0, "Nothing has changed.\n")
    assert reloaded.translators() == before


def test_streams_in_flight_arrive_whole(reloaded: Reloaded) -> None:
    """A new model and a new key answer what comes after; streams that began before end whole, and what served them then ends too."""
    gateway, upstream = reloaded.gateway, reloaded.upstream
    may_end = threading.Event()
    upstream.on("hold on", held(may_end))
    before = reloaded.translators()
    streams = [Stream(gateway, "hold on") for _ in range(4)]
    refused: list[int] = []
    over = threading.Event()

    def go_on() -> None:
        with httpx.Client(timeout=30) as client:
            while not over.is_set():
                status = client.post(f"{gateway.url}/v1/messages", json=message("say hello"), headers=KEY).status_code
                refused.extend([status] if status != 200 else [])

    others = threading.Thread(target=go_on, daemon=True)
    others.start()
    reloaded.configure("second")
    reloaded.key("sk-second")
    done = gateway.run("reload")
    over.set()
    others.join(30)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "claude-*: custom_openai/first → custom_openai/second" in done.stdout
    assert "OPENAI_API_KEY changed" in done.stdout
    assert "sk-second" not in done.stdout + gateway.process_log()
    assert not refused
    assert streamed(gateway, "say hello").text == "Hello."
    assert upstream.of("say hello")[-1].json["model"] == "second"
    assert upstream.of("say hello")[-1].headers["authorization"] == "Bearer sk-second"
    assert set(before) < set(reloaded.translators())
    may_end.set()
    assert [stream.end() for stream in streams] == ["whole"] * 4
    assert all(any(" ended" in line for line in stream.lines) for stream in streams)
    eventually(lambda: not set(before) & set(reloaded.translators()))
    assert len(reloaded.translators()) == 1
    assert gateway.run("status").returncode == 0


def test_what_is_wrong_changes_nothing(reloaded: Reloaded) -> None:
    """Every problem is named, the exit status is 2, and messages are answered as before."""
    reloaded.configure("third")
    right = (reloaded.folder / "config.yaml").read_text()
    assert reloaded.gateway.run("reload").returncode == 0
    wrong = right.replace("http://", "htp://").replace("- litellm_params", "- model_name: 7\n- litellm_params")
    (reloaded.folder / "config.yaml").write_text(wrong)
    before = reloaded.translators()
    done = reloaded.gateway.run("reload")
    (reloaded.folder / "config.yaml").write_text(right)
    assert done.returncode == 2
    assert "api_base is not an http:// or https:// address" in done.stdout
    assert "has no litellm_params.model" in done.stdout or "model_name is 7" in done.stdout
    assert "Nothing was changed" in done.stdout
    assert streamed(reloaded.gateway, "say hello").text == "Hello."
    assert reloaded.upstream.of("say hello")[-1].json["model"] == "third"
    eventually(lambda: len(reloaded.translators()) == 1)
    assert set(reloaded.translators()) <= set(before)


def test_a_hang_up_reloads(reloaded: Reloaded) -> None:
    """SIGHUP to the first process does the same, and the process log tells it."""
    reloaded.configure("fourth")
    log = reloaded.gateway.folder / "process.log"
    before = log.stat().st_size
    reloaded.gateway.launch().send_signal(signal.SIGHUP)
    # Its last words: until then another reload would be refused.
    eventually(lambda: b"Reloaded: " in log.read_bytes()[before:])
    assert b"custom_openai/fourth" in log.read_bytes()[before:]
    eventually(lambda: reloaded.gateway.post(message("say hello")).is_success and newest(reloaded.gateway)[0]["target"] == "fourth")


def test_a_killed_translator_comes_back_with_what_is_new(reloaded: Reloaded) -> None:
    """After a reload supervisord starts programs with the new settings, not with those of the start."""
    reloaded.configure("fifth")
    reloaded.key("sk-fifth")
    assert reloaded.gateway.run("reload").returncode == 0
    eventually(lambda: len(reloaded.translators()) == 1)
    (killed,) = reloaded.translators()
    psutil.Process(killed).kill()
    eventually(lambda: reloaded.translators() and killed not in reloaded.translators())
    eventually(lambda: reloaded.gateway.post(message("say hello")).is_success)
    assert reloaded.upstream.of("say hello")[-1].headers["authorization"] == "Bearer sk-fifth"


def test_as_many_as_there_is_room_for(reloaded: Reloaded) -> None:
    """While streams of three reloads still run a fourth is refused in words; once they have ended it is taken."""
    may_end = threading.Event()
    reloaded.upstream.on("wait long", held(may_end))
    eventually(lambda: len(reloaded.translators()) == 1)
    streams = []
    for number in range(4):
        streams.append(Stream(reloaded.gateway, "wait long"))
        reloaded.configure(f"many-{number}")
        done = reloaded.gateway.run("reload")
        assert done.returncode == (0 if number < 3 else 2), done.stdout
    assert "still lets streams finish" in done.stdout
    may_end.set()
    assert [stream.end() for stream in streams] == ["whole"] * 4
    eventually(lambda: reloaded.gateway.run("reload").returncode == 0)
    eventually(lambda: len(reloaded.translators()) == 1)


def test_litellm_is_restarted(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A change that only LiteLLM can follow: it is restarted, which the command says, and a stream on the direct path goes on."""
    with reloading(tmp_path_factory.mktemp("lite")) as made:
        may_end = threading.Event()
        made.upstream.on("hold on", held(may_end))
        stream = Stream(made.gateway, "hold on")
        before = made.gateway.pid("litellm")
        made.configure("second", router_settings={"num_retries": 1})
        done = made.gateway.run("reload")
        assert done.returncode == 0, done.stdout + done.stderr
        assert "LiteLLM cannot reload: it is restarted" in done.stdout
        assert "path: direct → governed" in done.stdout
        assert made.gateway.pid("litellm") != before
        assert made.gateway.post(message("say hello")).is_success
        assert newest(made.gateway)[0]["path"] == "governed"
        may_end.set()
        assert stream.end() == "whole"
        # What LiteLLM cannot start with: the old one comes back.
        made.configure("third", litellm_settings={"callbacks": "nowhere.instance"})
        refused = made.gateway.run("reload")
        assert refused.returncode == 2
        assert "LiteLLM does not start" in refused.stdout
        assert made.gateway.post(message("say hello")).is_success
        assert made.upstream.of("say hello")[-1].json["model"] == "second"
