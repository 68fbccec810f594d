"""Records: one for each request on each path, streamed or not, made before the last of its answer goes; and none of what was said."""

import json
from collections.abc import Iterator
from functools import partial
from typing import Any

import httpx
import pytest
import yaml

from gateway.requests.in_flight import in_flight
from tests.gateway import KEY, Gateway, eventually, message, running
from tests.odd_upstream import SSE, Heard, OddUpstream, chat_chunk, fixed
from tests.stack.governing import Governed
from tests.stack.test_translator_forward import BEGIN, begins, says_hello
from tests.stack.test_translator_leaving import connected, until
from tests.stack.translating import record_of, records, scenario, streamed

SESSION = "session-records"
HEADERS = {**KEY, "x-claude-code-session-id": SESSION, "user-agent": "claude-cli/2.1.328 (external, cli)"}
JSON = "content-type: application/json"
CHAT = {"model": "claude-sonnet-4-5-20250929", "messages": [{"role": "user", "content": "say hello"}]}
PATHS = ["direct", "litellm"]


async def breaks_off(heard: Heard) -> None:
    """Closes its stream in the midst of a call; nothing is wrong with the HTTP of it."""
    call = {"index": 0, "id": "call_1", "type": "function", "function": {"name": "Read", "arguments": '{"path": "/et'}}
    chat = chat_chunk({"content": "words"}) + chat_chunk({"tool_calls": [call]})
    await heard.send(SSE + (chat if "chat" in heard.line else BEGIN))
    heard.writer.close()


async def finishes(heard: Heard) -> None:
    """Says how it ends, and no more: neither usage nor [DONE]."""
    await heard.send(SSE + chat_chunk({"content": "words"}) + chat_chunk({}, "length"))
    heard.writer.close()


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Gateway, OddUpstream]]:
    """A gateway on the governed path, with a target that LiteLLM translates."""
    folder = tmp_path_factory.mktemp("mixed")
    with OddUpstream().running() as upstream:
        theirs = {"model": "anthropic/claude-up", "api_base": upstream.url, "api_key": "os.environ/ANTHROPIC_API_KEY", "timeout": 60}
        # A provider of chat completions that is LiteLLM's own to ask.
        chat = {"model": "nvidia_nim/m", "api_base": f"{upstream.url}/v1", "api_key": "os.environ/ANTHROPIC_API_KEY"}
        rows = [{"model_name": name, "litellm_params": params} for name, params in (("theirs", theirs), ("theirs-chat", chat))]
        (folder / "config.yaml").write_text(yaml.safe_dump({"model_list": rows}))
        upstream.on("say hello", says_hello)
        upstream.on("begin only", begins)
        upstream.on("break off", breaks_off)
        upstream.on("finish", finishes)
        upstream.on("no credit", fixed(402, b'{"error":{"message":"Insufficient credits","code":402}}', JSON))
        upstream.on("refuse", fixed(400, b'{"type":"error","error":{"type":"invalid_request_error","message":"no"}}', JSON))
        settings = {
            "CONFIG_FILE": str(folder / "config.yaml"),
            "ANTHROPIC_API_KEY": "sk-ant-x",
            "PROXY_API_KEY": "dummy",
            "MAX_RETRIES": "0",
        }
        with running(folder, TRANSLATOR="governed", **settings) as started:
            yield started, upstream


@pytest.fixture
def by_path(request: pytest.FixtureRequest) -> Gateway:
    """The gateway of a path."""
    return request.getfixturevalue({"direct": "gateway", "litellm": "through_litellm"}[request.param])  # type: ignore[no-any-return]


def asked(gateway: Gateway, body: dict[str, Any], path: str = "/v1/messages") -> tuple[httpx.Response, dict[str, Any]]:
    """Return an answer and its record, which must be there at once, and alone."""
    answer = httpx.post(f"{gateway.url}{path}", json=body, headers=HEADERS, timeout=60)
    found = [one for one in records(gateway) if one["request_id"] == answer.headers["request-id"]]
    assert len(found) == 1, (answer.status_code, answer.text, found)
    return answer, found[0]


def more_than(gateway: Gateway, count: int) -> bool:
    """Tell whether there are more records than that."""
    return len(records(gateway)) > count


@pytest.mark.parametrize("by_path", PATHS, indirect=True)
@pytest.mark.parametrize("stream", [False, True])
def test_each_answer_leaves_its_record(by_path: Gateway, stream: bool) -> None:
    """Who asked, what answered, how it ended, tokens and what they cost, at the Claude model's price too."""
    answer, record = asked(by_path, message("hello", stream=stream))
    assert answer.status_code == 200, answer.text
    assert (record["status"], record["stream"], record["session"], record["stop_reason"]) == (200, stream, SESSION, "end_turn")
    assert (record["model"], record["client"]) == ("claude-sonnet-4-5-20250929", HEADERS["user-agent"])
    assert record["target"].startswith("gpt")
    assert (record["provider"], record["messages"]) == ("openai", 1)
    assert record["input_tokens"] > 0
    assert record["output_tokens"] > 0
    assert 0 < record["cost_usd"] < 0.1
    assert 0 < record["claude_cost_usd"] < 0.1
    assert 0 < record["first_token_ms"] <= record["total_ms"]


@pytest.mark.parametrize("by_path", PATHS, indirect=True)
def test_each_refusal_leaves_its_record(by_path: Gateway) -> None:
    """An unknown model, a body that is no JSON, an error of the upstream."""
    assert asked(by_path, message("x", model="nothing"))[1]["status"] == 404
    answer, record = asked(by_path, message(scenario("error", status=400)))
    assert (record["status"], record["error"]) == (400, answer.json()["error"]["type"])
    answer = httpx.post(f"{by_path.url}/v1/messages", content=b"{", headers=HEADERS, timeout=30)
    (record,) = [one for one in records(by_path) if one["request_id"] == answer.headers["request-id"]]
    assert record["status"] == answer.status_code


@pytest.mark.parametrize("by_path", PATHS, indirect=True)
def test_tools_are_named(by_path: Gateway) -> None:
    """Calls by name, in order; failed results that the request brings by their number."""
    tools = [{"name": name, "description": name, "input_schema": {"type": "object"}} for name in ("Read", "Write")]
    calls = [{"name": "Write", "arguments": {}}, {"name": "Read", "arguments": {}}]
    for stream in (False, True):
        _, record = asked(by_path, message(scenario("parallel_tools", calls=calls), tools=tools, stream=stream))
        assert (record["tools"], record["tools_offered"], record["stop_reason"]) == (["Write", "Read"], 2, "tool_use")


@pytest.mark.parametrize("by_path", PATHS, indirect=True)
def test_who_leaves_is_recorded(by_path: Gateway) -> None:
    """Before the first byte and in mid-stream: 499, once."""
    for wait, mark in ((b"", "leaves early"), (b"chunk 3 ", "leaves late")):
        before = len(records(by_path))
        connection = connected(by_path, f"{scenario('long', chunks=100, delay_ms=50)} {mark}", stream=True)
        until(connection, wait)
        connection.close()
        eventually(partial(more_than, by_path, before))
        assert [one["status"] for one in records(by_path)[before:]] == [499]


@pytest.mark.parametrize("stream", [False, True])
def test_other_endpoints_are_recorded(gateway: Gateway, stream: bool) -> None:
    """What LiteLLM answers on the direct path by itself, with its endpoint."""
    more: dict[str, Any] = {"stream": True, "stream_options": {"include_usage": True}} if stream else {}
    answer, record = asked(gateway, {**CHAT, **more}, "/v1/chat/completions")
    assert answer.status_code == 200, answer.text
    assert (record["path"], record["endpoint"], record["status"]) == ("litellm", "/v1/chat/completions", 200)
    assert record["output_tokens"] > 0
    assert record["cost_usd"] > 0


def test_governed_leaves_one(governed: Governed) -> None:
    """Behind LiteLLM's retries too: the answered attempt's record, or one failure."""
    gateway, _, _, _ = governed
    for stream in (False, True):
        _, record = asked(gateway, message("say hello", model="twice", stream=stream))
        assert (record["path"], record["status"], record["target"] in ("second", "only")) == ("governed", 200, True)
    answer, record = asked(gateway, message("say hello", model="nothing"))
    assert record["status"] == answer.status_code == 404
    _, record = asked(gateway, {**CHAT, "model": "single"}, "/v1/chat/completions")
    assert record["status"] == 200


@pytest.mark.parametrize("stream", [False, True])
def test_litellms_own_targets_on_the_governed_path(mixed: tuple[Gateway, OddUpstream], stream: bool) -> None:
    """What LiteLLM translates there is recorded by LiteLLM, once; its failures too."""
    gateway, _ = mixed
    answer, record = asked(gateway, message("say hello", model="theirs", stream=stream))
    assert answer.status_code == 200, answer.text
    assert (record["path"], record["target"], record["output_tokens"], record["stop_reason"]) == (
        "litellm",
        "anthropic/claude-up",
        2,
        "end_turn",
    )
    assert asked(gateway, message("refuse", model="theirs", stream=stream))[1]["status"] == 400


def test_a_stream_of_litellms_that_breaks_off(mixed: tuple[Gateway, OddUpstream]) -> None:
    """Translated or handed on, its end is an error, no block closes before it, and the record says that it failed; a finish is one."""
    gateway, _ = mixed
    for model in ("theirs", "theirs-chat"):
        got = streamed(gateway, "break off", model=model)
        assert (got.last["type"], got.last["error"]["type"]) == ("error", "api_error")
        assert got.text in ("words", "Hello.")
        assert got.names.count("content_block_stop") == got.names.count("content_block_start") - 1
        assert (record_of(gateway, got.id)["status"], record_of(gateway, got.id)["error"]) == (500, "api_error")
    got = streamed(gateway, "finish", model="theirs-chat")
    assert (got.text, got.names[-3:]) == ("words", ["content_block_stop", "message_delta", "message_stop"])
    assert record_of(gateway, got.id)["stop_reason"] == "max_tokens"


@pytest.mark.parametrize("model", ["theirs", "theirs-chat"])
@pytest.mark.parametrize("stream", [False, True])
def test_an_account_without_credit_behind_litellm(mixed: tuple[Gateway, OddUpstream], model: str, stream: bool) -> None:
    """Status and type are those of the table, in the answer as in its record."""
    answer, record = asked(mixed[0], message("no credit", model=model, stream=stream))
    assert (answer.status_code, answer.json()["error"]["type"]) == (402, "billing_error"), answer.text
    assert "must pay" in answer.json()["error"]["message"]
    assert (record["status"], record["error"]) == (402, "billing_error")


@pytest.mark.parametrize("by_path", PATHS, indirect=True)
def test_what_is_in_flight_is_told(by_path: Gateway) -> None:
    """With its age, its tokens so far and whether it streams; afterwards it is gone."""
    connection = connected(by_path, scenario("long", chunks=60, delay_ms=50), stream=True)
    until(connection, b"chunk 5 ")
    # What left before may be on its way out still.
    (one,) = eventually(lambda: len(found := in_flight(by_path.folder)) == 1 and found)
    assert (one["state"], one["model"]) == ("streaming", "claude-opus-5-5")
    assert one["tokens"] > 0
    assert one["age_ms"] >= one["first_token_ms"] > 0
    connection.close()
    eventually(lambda: not in_flight(by_path.folder))


def test_the_cache_break_is_told(gateway: Gateway) -> None:
    """Where a session's prompt changed, the record names the first part of it that did."""
    text = "All work and no play makes Jack a dull boy. " * 400
    session = {**HEADERS, "x-claude-code-session-id": "session-breaks"}

    def ask(system: str) -> dict[str, Any]:
        body = message("go on", system=system)
        answer = httpx.post(f"{gateway.url}/v1/messages", json=body, headers=session, timeout=60)
        return next(one for one in records(gateway) if one["request_id"] == answer.headers["request-id"])

    first, again, other = ask(text), ask(text), ask(f"Now. {text}")
    assert "cache" not in first
    assert again["cached_tokens"] > 0.5 * first["input_tokens"]
    assert "cache" not in again
    assert other["cache"]["broke"] == "system"


def test_nothing_that_was_said_is_kept(gateway: Gateway, through_litellm: Gateway) -> None:
    """No log of a gateway holds the prompt's words or the answer's."""
    for one in (gateway, through_litellm):
        for stream in (False, True):
            assert streamed(one, f"xylophone {scenario('long', chunks=3)}", stream=stream).status == 200
        logs = [path for folder in (one.data, one.folder) for path in folder.rglob("*") if path.is_file()]
        assert not [path for path in logs if b"xylophone" in path.read_bytes()]


def test_content_is_kept_where_it_is_wanted(tmp_path_factory: pytest.TempPathFactory) -> None:
    """LOG_CONTENT=1 keeps both, without credentials, and says so at the start."""
    with running(tmp_path_factory.mktemp("content"), "--offline", LOG_CONTENT="1", LITELLM="off") as gateway:
        assert "LOG_CONTENT=1" in gateway.process_log()
        for stream in (False, True):
            _, record = asked(gateway, message("hello xylophone sk-abcdefghijklmnopqrstuvwx", stream=stream))
            said = record["content"]
            assert "xylophone" in said["prompt"]
            assert "sk-abcdefgh" not in json.dumps(record)
            assert len(said["answer"]) > 3
            assert "event:" not in said["answer"]
        assert "xylophone" not in gateway.process_log()
