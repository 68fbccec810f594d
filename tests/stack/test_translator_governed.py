"""The governed path: LiteLLM decides, the translator translates behind its inner door."""

import json
import uuid

import httpx

from tests.gateway import KEY, eventually, message, new_gateway
from tests.odd_upstream import GOOD, fixed
from tests.stack.governing import JSON, KEYS, Governed
from tests.stack.test_translator_leaving import connected, half_a_stream, until
from tests.stack.translating import record_of, records, streamed


def test_the_path_is_chosen_and_told(governed: Governed) -> None:
    """Two deployments of one name mean governed, and start says why; direct against it is refused, with the reason."""
    gateway, _, _, folder = governed
    assert "governed" in gateway.process_log(), gateway.process_log()[:3000]
    settings = {"CONFIG_FILE": str(folder / "config.yaml"), "OPENAI_API_KEY": "sk-ours", **KEYS}
    other = new_gateway(folder / "other", TRANSLATOR="direct", **settings)
    refused = other.run("start", "--detach")
    assert refused.returncode != 0
    assert "several deployments of twice" in refused.stdout + refused.stderr


def test_litellm_falls_over_to_the_good_deployment(governed: Governed) -> None:
    """A deployment that fails costs no answer, streamed or not."""
    gateway, _, bad, _ = governed
    # Other tests use the same gateway.
    records_before, heard_before = len(records(gateway)), len(bad.of("say hello"))
    # LiteLLM chooses by chance: three rounds, and more until the bad one was chosen.
    for number in range(20):
        assert gateway.post(message("say hello", model="twice")).status_code == 200
        assert streamed(gateway, "say hello", model="twice").text == "Hello."
        heard = len(bad.of("say hello")) - heard_before
        if heard and number >= 2:
            break
    assert heard
    # Each of LiteLLM's attempts is a request of its own for the translator; the record counts those that failed.
    told = [one for one in records(gateway)[records_before:] if one["model"] == "twice"]
    assert {one["status"] for one in told} == {200}
    assert len({one["request_id"] for one in told}) == len(told)
    assert sum(one["retries"] for one in told) == heard


def test_records_name_session_request_and_model(governed: Governed) -> None:
    """Behind LiteLLM the record still has the client's session, the request's id and the name asked for."""
    gateway, _, _, _ = governed
    headers = {**KEY, "x-claude-code-session-id": "session-7"}
    answer = httpx.post(f"{gateway.url}/v1/messages", json=message("say hello", model="single"), headers=headers, timeout=30)
    assert answer.status_code == 200, answer.text
    record = record_of(gateway, answer.headers["request-id"])
    assert (record["session"], record["model"], record["target"], record["path"]) == ("session-7", "single", "only", "governed")


def test_callbacks_are_called(governed: Governed) -> None:
    """A callback of config.yaml sees the calls."""
    gateway, _, _, folder = governed
    assert gateway.post(message("say hello", model="single")).status_code == 200
    assert eventually(lambda: (folder / "witnessed").exists())


def test_our_words_survive(governed: Governed) -> None:
    """An overflow reads as the client knows it, a refusal as ours. LiteLLM waits by retry-after itself, and does not pass it on."""
    gateway, good, _, _ = governed
    overflow = {"error": {"message": "This model's maximum context length is 10 tokens. However, your messages resulted in 20 tokens."}}
    good.on("overflow", fixed(400, json.dumps(overflow).encode(), JSON))
    for stream in (False, True):
        answer = gateway.post(message("overflow", model="single", stream=stream))
        assert answer.status_code == 400
        assert answer.json()["error"]["message"].startswith("prompt is too long: 20 tokens > 10 maximum"), answer.text
    good.on("slow down", fixed(429, b'{"error":{"message":"slow down"}}', JSON, "retry-after: 1"))
    answer = gateway.post(message("slow down", model="limited"))
    assert (answer.status_code, answer.json()["error"]["type"]) == (429, "rate_limit_error")
    assert "slow down" in answer.json()["error"]["message"]


def test_leaving_passes(governed: Governed) -> None:
    """Who leaves in mid-stream ends the upstream's work too."""
    gateway, good, _, _ = governed
    mark = uuid.uuid4().hex
    good.on(mark, half_a_stream)
    connection = connected(gateway, mark, model="single", stream=True)
    until(connection, b"half")
    connection.close()
    assert good.of(mark)[0].gone.wait(20)


def test_other_endpoints_reach_the_upstream(governed: Governed) -> None:
    """What else LiteLLM asks of a deployment passes through the inner door, with the upstream's own key."""
    gateway, good, _, _ = governed
    chat = {"model": "single", "messages": [{"role": "user", "content": "say hello"}]}
    answer = httpx.post(f"{gateway.url}/v1/chat/completions", json=chat, headers=KEY, timeout=30)
    assert answer.status_code == 200, answer.text
    assert answer.json()["choices"][0]["message"]["content"] == "Hello."
    assert good.of("say hello")[-1].headers["authorization"] == "Bearer sk-ours"
    assert "content" in httpx.post(f"{gateway.url}/v1/chat/completions", json={**chat, "stream": True}, headers=KEY, timeout=30).text
    good.on("respond", GOOD)
    answer = httpx.post(f"{gateway.url}/v1/responses", json={"model": "thinker", "input": "respond"}, headers=KEY, timeout=30)
    assert answer.status_code == 200, answer.text
    assert good.of("respond")[-1].line.startswith("POST /v1/responses")
