"""A provider that is not ours: the translator hands the request to LiteLLM, which is the Anthropic API's own client here."""

import json
from collections.abc import Iterator

import httpx
import psutil
import pytest
import yaml

from tests.gateway import KEY, Gateway, eventually, message, running
from tests.odd_upstream import Heard, OddUpstream, fixed
from tests.stack.test_translator_leaving import connected, until
from tests.stack.translating import newest, record_of, streamed

SECRET = "sk-ant-upstream-0123456789"
JSON = "content-type: application/json"
Pair = tuple[Gateway, OddUpstream]
USAGE = {"input_tokens": 3, "output_tokens": 2}
START: dict[str, object] = {
    "id": "msg_up", "type": "message", "role": "assistant", "model": "claude-up", "content": [], "stop_reason": None, "stop_sequence": None,
    "usage": USAGE,
}  # fmt: skip
WHOLE = {**START, "content": [{"type": "text", "text": "Hello."}], "stop_reason": "end_turn"}


def event(name: str, **fields: object) -> bytes:
    """Return one event of the Messages API."""
    return f"event: {name}\ndata: {json.dumps({'type': name, **fields})}\n\n".encode()


BEGIN = (
    event("message_start", message=START)
    + event("content_block_start", index=0, content_block={"type": "text", "text": ""})
    + event("content_block_delta", index=0, delta={"type": "text_delta", "text": "Hello."})
)
END = (
    event("content_block_stop", index=0)
    + event("message_delta", delta={"stop_reason": "end_turn", "stop_sequence": None}, usage=USAGE)
    + event("message_stop")
)
HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n"


async def says_hello(heard: Heard) -> None:
    """Answers as asked: streamed or whole."""
    if heard.json.get("stream"):
        await heard.send(HEAD + BEGIN + END)
        heard.writer.close()
    else:
        await heard.answer(200, json.dumps(WHOLE).encode(), JSON)


async def begins(heard: Heard) -> None:
    """Begins a stream that does not end."""
    await heard.send(HEAD + BEGIN)
    await heard.until_gone()


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """A gateway on the direct path with one Anthropic target, and the server that answers for it."""
    folder = tmp_path_factory.mktemp("forward")
    with OddUpstream().running() as anthropic:
        # With a time-out of its own it is LiteLLM's to ask; else the translator would hand the request on by itself.
        params = {"model": "anthropic/claude-up", "api_base": anthropic.url, "api_key": "os.environ/ANTHROPIC_API_KEY", "timeout": 60}
        ours = {"model": "openai/gpt-5.2", "api_base": f"{anthropic.url}/v1", "api_key": "os.environ/OPENAI_API_KEY"}
        table = [{"model_name": "theirs", "litellm_params": params}, {"model_name": "ours", "litellm_params": ours}]
        as_shipped = {"router_settings": {"disable_cooldowns": True}, "general_settings": {"cancel_on_disconnect": True}}
        (folder / "config.yaml").write_text(yaml.safe_dump({"model_list": table, **as_shipped}))
        anthropic.on("warm", says_hello)
        keys = {"ANTHROPIC_API_KEY": SECRET, "OPENAI_API_KEY": "sk-ours"}
        with running(folder, CONFIG_FILE=str(folder / "config.yaml"), MAX_RETRIES="0", **keys) as gateway:
            eventually(lambda: gateway.post(message("warm", model="theirs")).status_code == 200, 60)
            yield gateway, anthropic


def test_it_is_answered(pair: Pair) -> None:
    """Whole and streamed, with the target's own key, betas and fields; the record tells the path."""
    gateway, anthropic = pair
    anthropic.on("say hello", says_hello)
    headers = {**KEY, "anthropic-beta": "context-1m-2025-08-07", "anthropic-version": "2023-06-01"}
    body = message("say hello", model="theirs", top_k=7, thinking={"type": "enabled", "budget_tokens": 1024}, max_tokens=2000)
    answer = httpx.post(f"{gateway.url}/v1/messages?beta=true", json=body, headers=headers, timeout=30)
    assert answer.status_code == 200, answer.text
    assert answer.json()["content"] == [{"type": "text", "text": "Hello."}]
    assert answer.headers["request-id"].startswith("req_")
    heard = anthropic.of("say hello")[-1]
    assert heard.headers["x-api-key"] == SECRET
    assert "context-1m-2025-08-07" in heard.headers["anthropic-beta"]
    assert (heard.json["top_k"], heard.json["thinking"]["budget_tokens"]) == (7, 1024)
    got = streamed(gateway, "say hello", model="theirs")
    assert (got.text, got.last["type"]) == ("Hello.", "message_stop")
    record = newest(gateway)[0]
    assert (record["path"], record["status"], record["request_id"], record["stream"]) == ("litellm", 200, got.id, True)


def test_its_errors_pass(pair: Pair) -> None:
    """Status, type and words of the provider reach the client."""
    gateway, anthropic = pair
    error = {"type": "error", "error": {"type": "invalid_request_error", "message": "prompt is too long: 2 tokens > 1 maximum"}}
    anthropic.on("too much", fixed(400, json.dumps(error).encode(), JSON))
    answer = gateway.post(message("too much", model="theirs"))
    assert (answer.status_code, answer.json()["error"]["type"]) == (400, "invalid_request_error")
    assert "prompt is too long: 2 tokens > 1 maximum" in answer.json()["error"]["message"]
    assert SECRET not in answer.text
    assert newest(gateway)[0]["status"] == 400


def test_a_stream_that_breaks_off(pair: Pair) -> None:
    """Its end is an error, as it would be of our own, and the record says that it failed."""
    gateway, anthropic = pair

    async def breaks_off(heard: Heard) -> None:
        await heard.send(HEAD + BEGIN)
        heard.writer.close()

    anthropic.on("break off", breaks_off)
    got = streamed(gateway, "break off", model="theirs")
    assert (got.text, got.last["type"], got.last["error"]["type"]) == ("Hello.", "error", "api_error")
    assert record_of(gateway, got.id)["status"] == 500


def test_leaving_passes(pair: Pair) -> None:
    """Who leaves in mid-stream ends the provider's work too, and leaves a record."""
    gateway, anthropic = pair
    anthropic.on("begin only", begins)
    connection = connected(gateway, "begin only", model="theirs", stream=True)
    until(connection, b"Hello.")
    connection.close()
    assert anthropic.of("begin only")[0].gone.wait(20)
    assert eventually(lambda: newest(gateway)[0]["status"] == 499)


def test_while_litellm_is_away(pair: Pair) -> None:
    """Without an answer of LiteLLM's the client is told to come back; what the translator answers itself goes on. The last test here."""
    gateway, _ = pair
    litellm = psutil.Process(gateway.pid("litellm"))
    litellm.kill()
    assert not psutil.wait_procs([litellm], timeout=20)[1]
    answer = gateway.post(message("x", model="theirs"))
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5"), answer.text
    assert "LiteLLM" in answer.json()["error"]["message"]
    assert gateway.post(message("x", model="ours")).status_code == 404
