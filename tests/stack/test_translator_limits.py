"""Limits, compressed prompts, custom headers and LONG_CONTEXT_MODEL, through a gateway whose backend tells its models' limits."""

import json
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
import yaml

from tests.gateway import KEY, UPSTREAM_KEY, Gateway, command_line, eventually, message, running
from tests.odd_upstream import SSE, Heard, OddUpstream, chat_chunk
from tests.stack.translating import record_of, streamed

SECRET = "hush-custom-0123456789"
JSON = "content-type: application/json"
# Of the window that the backend tells of "small"; the long model is the table's, with a million.
WINDOW = 4000
LISTED = {
    "data": [
        {"id": "small", "max_model_len": WINDOW},
        {"id": "told", "context_length": 200_000, "top_provider": {"max_completion_tokens": 5000, "context_length": 200_000}},
        {"id": "gpt-4.1", "context_length": 1_000_000},
    ]
}
OVERFLOW = {"error": {"message": "This model's maximum context length is 4000 tokens. However, you requested 5000 tokens.", "code": 400}}
SUMMARY = "Keep to the rules that matter, name every file, and never do anything that was not asked for. " * 2
RULES = "\n\n".join(f"Rule {number}: never do thing number {number} unless thing {number + 1} is done." for number in range(300))


@dataclass
class Backend:
    """The upstream; what a model does but answer is set by a test: refuses and fails hold marks and names of models."""

    odd: OddUpstream
    refuses: list[tuple[str, str]] = field(default_factory=list)
    in_stream: list[str] = field(default_factory=list)
    fails: list[str] = field(default_factory=list)

    async def answers(self, heard: Heard) -> None:
        """Answer any request."""
        if heard.line.startswith("GET /v1/models "):
            await heard.answer(200, json.dumps(LISTED).encode(), JSON)
            return
        body, text = heard.json, heard.body.decode()
        if any(mark in text for mark in self.fails):
            await heard.answer(500, b"{}", JSON)
        elif any(mark in text and body["model"] == model for mark, model in self.refuses):
            if any(mark in text for mark in self.in_stream):
                await heard.send(SSE + b"data: " + json.dumps(OVERFLOW).encode() + b"\n\n")
                heard.writer.close()
            else:
                await heard.answer(400, json.dumps(OVERFLOW).encode(), JSON)
        elif body.get("stream"):
            await heard.send(SSE + chat_chunk({"content": "Hello."}) + chat_chunk({}, "stop") + b"data: [DONE]\n\n")
            heard.writer.close()
        else:
            said = SUMMARY if "<instructions>" in text else "Hello."
            choice = {"index": 0, "message": {"role": "assistant", "content": said}, "finish_reason": "stop"}
            tokens = len(heard.body) // 5
            usage = {"prompt_tokens": tokens, "completion_tokens": 2, "total_tokens": tokens + 2}
            await heard.answer(200, json.dumps({"id": "c", "choices": [choice], "usage": usage}).encode(), JSON)

    def heard(self, mark: str) -> list[dict[str, Any]]:
        """Return the bodies with this mark."""
        return [one.json for one in self.odd.of(mark)]


Pair = tuple[Gateway, Backend]


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """A gateway with all of these settings, and its backend."""
    folder = tmp_path_factory.mktemp("limits")
    with OddUpstream().running() as odd:
        backend = Backend(odd)
        odd.on("", backend.answers)
        rows = [{"model_name": name, "litellm_params": {"model": f"openai/{name}"}} for name in ("small", "told", "unknown")]
        (folder / "config.yaml").write_text(yaml.safe_dump({"model_list": rows}))
        settings = {
            "CONFIG_FILE": str(folder / "config.yaml"),
            "OPENAI_API_KEY": UPSTREAM_KEY,
            "OPENAI_BASE_URL": f"{odd.url}/v1",
            "LITELLM": "off",
            "MAX_RETRIES": "0",
            "MAX_TOKENS_LIMIT": "8000",
            "MIN_TOKENS_LIMIT": "100",
            "PROMPT_COMPRESSION": "summarize",
            "PROMPT_MAX_SYSTEM_TOKENS": "1000",
            "LONG_CONTEXT_MODEL": "gpt-4.1",
            "CUSTOM_HEADER_X_TEAM": SECRET,
            "RECORD_FILE": str(folder / "cassette.jsonl"),
        }
        with running(folder, **settings) as gateway:
            eventually(lambda: [one for one in odd.heard if one.line.startswith("GET /v1/models ")])
            eventually(lambda: asked(gateway, backend, "told", 128_000)[0]["max_tokens"] == 5000)
            yield gateway, backend


def asked(gateway: Gateway, backend: Backend, model: str, max_tokens: int, words: str = "") -> tuple[dict[str, Any], dict[str, Any]]:
    """Ask a model; returns what its backend heard, and the record."""
    mark = f"mark-{uuid.uuid4().hex}"
    answer = gateway.post(message(f"{mark} {words}", model=model, max_tokens=max_tokens))
    assert answer.status_code == 200, answer.text
    return backend.heard(mark)[-1], record_of(gateway, answer.headers["request-id"])


def test_the_backends_own_limit(pair: Pair) -> None:
    """What the backend tells of a model holds, and the clamp is noted; asked for once, with the key."""
    body, record = asked(*pair, "told", 128_000)
    assert (body["max_tokens"], record["notes"]) == (5000, {"max-tokens-clamped": 1})
    (listing,) = [one for one in pair[1].odd.heard if one.line.startswith("GET ")]
    assert listing.headers["authorization"] == f"Bearer {UPSTREAM_KEY}"


@pytest.mark.parametrize(
    ("wanted", "sent", "notes"), [(128_000, 8000, {"max-tokens-clamped": 1}), (1, 100, {"max-tokens-raised": 1}), (500, 500, {})]
)
def test_the_users_limits(pair: Pair, wanted: int, sent: int, notes: dict[str, int]) -> None:
    """MAX_TOKENS_LIMIT and MIN_TOKENS_LIMIT hold where the backend tells nothing."""
    body, record = asked(*pair, "unknown", wanted)
    assert (body["max_tokens"], record.get("notes", {})) == (sent, notes)


def test_room_in_a_shared_window(pair: Pair) -> None:
    """Where prompt and answer share a window, the answer gets what the prompt leaves of it."""
    body, record = asked(*pair, "small", 128_000, "word " * 1000)
    assert WINDOW - 1300 < body["max_tokens"] < WINDOW - 1000
    assert record["notes"] == {"max-tokens-clamped": 1}


def test_too_long_for_its_target(pair: Pair) -> None:
    """What exceeds its target's window goes to LONG_CONTEXT_MODEL, once, under the name that was asked for; the record says so."""
    gateway, backend = pair
    mark = f"mark-{uuid.uuid4().hex}"
    answer = gateway.post(message(f"{mark} {'word ' * 4500}", model="small"))
    assert (answer.status_code, answer.json()["model"]) == (200, "small"), answer.text
    assert [body["model"] for body in backend.heard(mark)] == ["gpt-4.1"]
    record = record_of(gateway, answer.headers["request-id"])
    assert (record["model"], record["target"], record["notes"]) == ("small", "gpt-4.1", {"long-context-model": 1})
    assert answer.headers["x-openai-code-notes"] == "long-context-model"


@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize("late", [True, False])
def test_too_long_by_the_upstreams_own_count(pair: Pair, stream: bool, late: bool) -> None:
    """An overflow that the upstream finds, at once or in its stream, is answered by LONG_CONTEXT_MODEL too."""
    gateway, backend = pair
    mark = f"mark-{uuid.uuid4().hex}"
    backend.refuses.append((mark, "unknown"))
    if late:
        backend.in_stream.append(mark)
    if stream:
        got = streamed(gateway, mark, model="unknown")
        assert (got.text, got.last["type"]) == ("Hello.", "message_stop")
        request_id = got.id
    else:
        answer = gateway.post(message(mark, model="unknown"))
        assert answer.status_code == 200, answer.text
        request_id = answer.headers["request-id"]
    assert [body["model"] for body in backend.heard(mark)] == ["unknown", "gpt-4.1"]
    record = record_of(gateway, request_id)
    assert (record["status"], record["target"], record.get("error")) == (200, "gpt-4.1", None)
    assert record["notes"]["long-context-model"] == 1


def test_too_long_for_both(pair: Pair) -> None:
    """Then the client gets the words that it compacts by, after one attempt at each."""
    gateway, backend = pair
    mark = f"mark-{uuid.uuid4().hex}"
    backend.refuses += [(mark, "unknown"), (mark, "gpt-4.1")]
    answer = gateway.post(message(mark, model="unknown"))
    assert (answer.status_code, answer.json()["error"]["message"]) == (400, "prompt is too long: 5000 tokens > 4000 maximum")
    assert [body["model"] for body in backend.heard(mark)] == ["unknown", "gpt-4.1"]


def test_a_summary_is_made_once(pair: Pair) -> None:
    """Requests at the same time wait for one summary, and get the same bytes; the record tells the tokens before and after."""
    gateway, backend = pair
    mark = f"mark-{uuid.uuid4().hex}"
    system = f"The first rule is {mark}.\n\n{RULES}"
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: gateway.post(message("Hi", model="told", system=system)), range(4)))
    assert {answer.status_code for answer in answers} == {200}
    (summarizing,) = backend.heard(mark)
    assert "<instructions>" in summarizing["messages"][-1]["content"]
    assert (summarizing["temperature"], summarizing.get("stream")) == (0, None)
    systems = [body["messages"][0]["content"] for body in backend.heard(SUMMARY[:60]) if body["messages"][0]["role"] == "system"]
    assert len(systems) == 4
    assert len(set(systems)) == 1
    record = record_of(gateway, answers[0].headers["request-id"])
    assert record["prompt_tokens_before"] > 4000
    assert record["prompt_tokens_after"] < 200
    assert record["notes"] == {"system-prompt-compressed": 1}
    (kept,) = (gateway.data / "prompt-summaries").iterdir()
    assert (kept.stat().st_mode & 0o777, kept.read_text()) == (0o600, SUMMARY)


def test_counts_count_the_shortened_prompt(pair: Pair) -> None:
    """count_tokens says what would be sent, and asks no upstream for a summary."""
    gateway, backend = pair
    mark = f"mark-{uuid.uuid4().hex}"
    body = {"model": "told", "system": f"{RULES} {mark}", "messages": [{"role": "user", "content": "Hi"}]}
    answer = httpx.post(f"{gateway.url}/v1/messages/count_tokens", json=body, headers=KEY, timeout=30)
    assert 500 < answer.json()["input_tokens"] <= 1020
    assert backend.heard(mark) == []


def test_compaction_requests(pair: Pair) -> None:
    """A request to summarize the conversation ends with the form of the answer, and says so."""
    gateway, backend = pair
    mark = f"mark-{uuid.uuid4().hex}"
    task = f"{mark} Create a detailed summary of the conversation: <analysis> first, then <summary>."
    answer = gateway.post(message(task, model="told"))
    assert answer.headers["x-openai-code-notes"] == "summary-form-asked"
    ((said,),) = ([message["content"] for message in body["messages"]] for body in backend.heard(mark))
    assert str(said).count("close it with </analysis>") == 1


def test_custom_headers(pair: Pair) -> None:
    """The upstream gets it with every call; it stands in no log, no file of a run, no cassette and no command line."""
    gateway, backend = pair
    asked(gateway, backend, "told", 1000, f"and {SECRET[:4]}")
    assert {one.headers.get("x-team") for one in backend.odd.heard} == {SECRET}
    cassette = Path(gateway.env["RECORD_FILE"])
    eventually(lambda: SECRET[:4] in cassette.read_text())
    files = [cassette, *gateway.folder.rglob("*"), *gateway.data.rglob("*")]
    assert [file for file in files if file.is_file() and SECRET in file.read_text(errors="replace")] == []
    assert not any(SECRET in command_line(child) for child in gateway.launch().children(recursive=True))
    holding = [child for child in gateway.launch().children(recursive=True) if has(child, lambda env: SECRET in env.values())]
    assert {command_line(child)[-len("translator") :] for child in holding if "supervisord" not in command_line(child)} == {"translator"}


def has(process: psutil.Process, what: Callable[[dict[str, str]], bool]) -> bool:
    """Tell what holds of a process's environment."""
    try:
        return what(process.environ())
    except psutil.Error:
        return False


def test_no_retries(pair: Pair) -> None:
    """MAX_RETRIES=0 is one call."""
    gateway, backend = pair
    mark = f"mark-{uuid.uuid4().hex}"
    backend.fails.append(mark)
    assert gateway.post(message(mark, model="told")).status_code == 500
    assert len(backend.heard(mark)) == 1


def test_the_recording_can_be_checked(pair: Pair) -> None:
    """What was shortened, clamped or handed on is recorded so that its translation comes out the same. The last test here."""
    gateway, backend = pair
    mark = f"mark-{uuid.uuid4().hex}"
    asked(gateway, backend, "small", 128_000, f"{mark} {'word ' * 1000}")
    eventually(lambda: mark in Path(gateway.env["RECORD_FILE"]).read_text())
    done = gateway.run("replay", gateway.env["RECORD_FILE"])
    assert done.returncode == 0, done.stdout + done.stderr
