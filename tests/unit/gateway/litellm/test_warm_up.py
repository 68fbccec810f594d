"""The backend of the warm-up."""

import json

import httpx

from gateway.litellm.warm_up import EVENTS, WarmUp, warm
from tests.unit.gateway.ports import free


def test_both_forms() -> None:
    """The backend answers as a response and as a stream of numbered events."""
    backend = WarmUp()
    try:
        whole = httpx.post(f"{backend.target.url}/v1/responses", json={"model": "warm-up"}, trust_env=False)
        assert whole.json()["status"] == "completed"
        streamed = httpx.post(f"{backend.target.url}/v1/responses", json={"stream": True}, trust_env=False).text
    finally:
        backend.close()
    events = [json.loads(line.removeprefix("data: ")) for line in streamed.splitlines() if line.startswith("data: ")]
    assert [event["type"] for event in events] == [event["type"] for event in EVENTS]
    assert [event["sequence_number"] for event in events] == list(range(len(EVENTS)))


def test_nobody_answers() -> None:
    """Where LiteLLM does not answer the warm-up has not worked, and nothing is raised."""
    assert warm(f"http://127.0.0.1:{free()}", "sk-x", "warm-up-1") is False


def test_refusal_is_no_warmth() -> None:
    """An answer that refuses is not taken for a warm LiteLLM."""
    backend = WarmUp()
    try:
        assert warm(backend.target.url, "sk-x", "warm-up-1") is True
    finally:
        backend.close()
    assert warm(backend.target.url, "sk-x", "warm-up-1") is False
