"""Routing as config.yaml has it, on the governed path, each against a backend that fails: keys, fallbacks, retries, callbacks, names."""

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.gateway import eventually, message
from tests.odd_upstream import Heard, fixed, in_turn
from tests.stack.governing import JSON, Governed, hello, within_limits
from tests.stack.translating import streamed


def test_a_callback_hears_of_failures(governed: Governed) -> None:
    """A callback of config.yaml is told of a call that failed, too."""
    gateway, good, _, folder = governed
    good.on("refuse this", fixed(400, b'{"error":{"message":"no"}}', JSON))
    assert gateway.post(message("refuse this", model="limited")).status_code == 400
    assert eventually(lambda: (folder / "failed").exists(), 10)


def test_two_keys_of_one_name(governed: Governed) -> None:
    """A key that the upstream refuses for now costs no answer: the other one is asked with."""
    gateway, good, _, _ = governed

    async def by_key(heard: Heard) -> None:
        if heard.headers["authorization"] == "Bearer sk-first":
            await heard.answer(429, b'{"error":{"message":"slow down"}}', JSON)
        else:
            await hello(heard)

    good.on("by key", by_key)
    wanted = {"Bearer sk-first", "Bearer sk-second"}
    # Which of the two is asked first is LiteLLM's dice.
    for _ in range(20):
        answer = gateway.post(message("by key", model="keys"))
        assert answer.status_code == 200, answer.text
        if wanted <= {one.headers["authorization"] for one in good.of("by key")}:
            break
    assert wanted <= {one.headers["authorization"] for one in good.of("by key")}
    assert streamed(gateway, "by key", model="keys").text == "Hello."


def test_a_fallback_answers_for_a_model_that_is_broken(governed: Governed) -> None:
    """Where every attempt fails, the name that config.yaml gives as a fallback answers, streamed or not."""
    gateway, good, bad, _ = governed
    before = len(bad.of("say hello"))
    # LiteLLM waits for seconds between its attempts.
    with ThreadPoolExecutor(3) as pool:
        stream = pool.submit(streamed, gateway, "say hello", model="broken")
        # Of a pattern, each name that is asked for has its own.
        whole = [pool.submit(gateway.post, message("say hello", model=model)) for model in ("broken", "claude-shaky-5")]
    assert stream.result().text == "Hello."
    assert [one.result().status_code for one in whole] == [200, 200]
    assert good.of("say hello")[-1].json["model"] == "only"
    assert len(bad.of("say hello")) > before


def test_retries_are_litellms(governed: Governed) -> None:
    """A backend that fails twice answers at the third attempt, and no attempt is made twice over by the translator."""
    gateway, good, _, _ = governed
    mark = uuid.uuid4().hex
    good.on(mark, in_turn(fixed(500, b'{"error":{"message":"not yet"}}', JSON), fixed(503, b"", JSON), hello))
    assert gateway.post(message(mark, model="limited")).status_code == 200
    assert len(good.of(mark)) == 3


def test_an_errors_type(governed: Governed) -> None:
    """What LiteLLM has no word for is told behind it, too: no credit left."""
    gateway, good, _, _ = governed
    good.on("no credit", fixed(402, b'{"error":{"message":"Insufficient credits","code":402}}', JSON))
    for stream in (False, True):
        answer = gateway.post(message("no credit", model="limited", stream=stream))
        assert (answer.status_code, answer.json()["error"]["type"]) == (402, "billing_error"), answer.text


def test_an_errors_headers(governed: Governed) -> None:
    """What an upstream's refusal says in its headers reaches the client through LiteLLM: when to try again, and its limits."""
    gateway, good, _, _ = governed
    # Longer than LiteLLM itself would wait.
    limits = ("x-ratelimit-limit-requests: 60", "x-ratelimit-remaining-requests: 0", "x-ratelimit-reset-requests: 1m17s")
    good.on("too many", fixed(429, b'{"error":{"message":"slow down"}}', JSON, "retry-after: 77", *limits))
    # LiteLLM waits for seconds between its attempts.
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda stream: gateway.post(message("too many", model="limited", stream=stream)), (False, True)))
    for answer in answers:
        assert (answer.status_code, answer.headers["retry-after"]) == (429, "77"), answer.text
        told = {name: value for name, value in answer.headers.items() if name.startswith("anthropic-ratelimit-")}
        assert (told["anthropic-ratelimit-requests-limit"], told["anthropic-ratelimit-requests-remaining"]) == ("60", "0")


@pytest.mark.parametrize("stream", [True, False], ids=["streamed", "whole"])
def test_an_answers_headers(governed: Governed, stream: bool) -> None:
    """What an upstream tells of its limits, and our notes, stand in an answer's headers behind LiteLLM, too."""
    gateway, good, _, _ = governed
    good.on("within limits", within_limits)
    body = message("within limits", model="limited", stream=stream)
    body["messages"].append({"role": "assistant", "content": [{"type": "thinking", "thinking": "x", "signature": "theirs"}]})
    body["messages"].append({"role": "user", "content": "go on"})
    answer = gateway.post(body)
    assert answer.status_code == 200, answer.text
    assert answer.headers["anthropic-ratelimit-requests-remaining"] == "5"
    assert "dropped-foreign-thinking" in answer.headers["x-openai-code-notes"]


def test_what_litellm_does_not_know_is_no_error(governed: Governed) -> None:
    """A field of the Messages API that LiteLLM knows no such model to take is left out, and refused by nobody."""
    gateway, _, _, _ = governed
    assert gateway.post(message("say hello", model="single", speed="fast")).status_code == 200


def test_a_model_for_one_subagent(governed: Governed) -> None:
    """A name of its own in config.yaml answers who asks for it; everybody else goes by the pattern."""
    gateway, good, _, _ = governed
    for name, target in (("claude-sonnet-reviewer", "for-the-reviewer"), ("claude-sonnet-5-5", "for-all")):
        assert gateway.post(message("say hello", model=name)).status_code == 200
        assert good.of("say hello")[-1].json["model"] == target
