"""The imitation of the prompt cache, and the tokens that it is a part of."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from gateway.offline.counting import count_request, count_text, encoding
from gateway.offline.prompt_cache import PromptCache
from gateway.offline.upstream_models import known
from tests.unit.gateway.offline.strict.bodies import IMAGE, function, nested, say

LONG = "The quick brown fox jumps over the lazy dog. " * 400


def body(*texts: str, **fields: object) -> dict[str, Any]:
    """A request of some messages."""
    return {"model": "gpt-4.1", "prompt_cache_key": "k", "input": [{"role": "user", "content": text} for text in texts], **fields}


def test_a_growing_conversation() -> None:
    """The beginning that was seen before is cached, in steps of 128 tokens, and no more than that."""
    cache = PromptCache()
    assert cache.cached(body(LONG), 4_000) == 0
    grown = cache.cached(body(LONG, LONG), 8_000)
    assert grown % 128 == 0
    assert 3_700 <= grown <= 4_000
    assert cache.cached(body(LONG, LONG), 8_000) > 7_700


def test_what_breaks_it() -> None:
    """Another key, another model, a change at the beginning: nothing is cached."""
    cache = PromptCache()
    cache.cached(body(LONG), 4_000)
    others: list[dict[str, object]] = [{"prompt_cache_key": "other"}, {"model": "gpt-4o"}, {"instructions": "x"}, {"tools": [function()]}]
    assert [cache.cached(body(LONG, **fields), 4_000) for fields in others] == [0, 0, 0, 0]
    assert cache.cached(body("new " + LONG), 4_000) == 0


def test_short_prompts_are_not_cached() -> None:
    """Under 1,024 tokens nothing is cached."""
    cache = PromptCache()
    assert [cache.cached(body(LONG[:3_000]), 700) for _ in range(2)] == [0, 0]


@pytest.mark.parametrize("strict", ["0", "1"])
def test_over_http(http: httpx.Client, strict: str) -> None:
    """Usage tells the cached tokens on both wires."""
    asked = body(LONG, prompt_cache_key=f"http-{strict}")
    replies = [http.post("/v1/responses", json=asked, headers={"x-offline-strict": strict}).json()["usage"] for _ in range(2)]
    assert [reply["input_tokens_details"]["cached_tokens"] > 1_024 for reply in replies] == [False, True]
    chat = {"model": "gpt-4.1", "messages": asked["input"], "prompt_cache_key": f"chat-{strict}"}
    usages = [http.post("/v1/chat/completions", json=chat, headers={"x-offline-strict": strict}).json()["usage"] for _ in range(2)]
    assert [usage["prompt_tokens_details"]["cached_tokens"] > 1_024 for usage in usages] == [False, True]


def test_the_tokenizer_is_the_real_one() -> None:
    """Text is counted with o200k_base, without a network."""
    found = encoding()
    assert found is not None
    assert found.name == "o200k_base"
    assert count_text("hello world") == 2


def test_the_published_example() -> None:
    """OpenAI's own example of messages and one function counts what OpenAI says it counts for gpt-4o."""
    place = {"type": "string", "description": "The city and state, e.g. San Francisco, CA"}
    unit = {"type": "string", "description": "The unit of temperature to return", "enum": ["celsius", "fahrenheit"]}
    schema = {"type": "object", "properties": {"location": place, "unit": unit}, "required": ["location"]}
    weather = nested("get_current_weather", description="Get the current weather in a given location", parameters=schema)
    system = say("You are a helpful assistant that can answer to questions about the weather.", "system")
    asked = {"messages": [system, say("What's the weather like in San Francisco?")], "tools": [weather]}
    model = known("gpt-4o")
    assert model is not None
    assert sum(count_request(asked, model)) == 101


@pytest.mark.parametrize("odd", [True, 5, "x", {}, None, [5]])
def test_schemas_of_odd_shapes(odd: object) -> None:
    """A schema whose parts are none is counted like any other."""
    model = known("gpt-4.1")
    assert model is not None
    inner = {"anyOf": odd, "oneOf": odd, "items": odd, "enum": odd, "description": odd, "properties": odd}
    tool = function(parameters={"type": "object", "properties": {"a": inner, "b": odd}})
    assert sum(count_request({"input": [say("hello")], "tools": [tool]}, model)) > 0


def test_both_wires_count_alike() -> None:
    """The same request counts the same on both wires, tools and all."""
    model = known("gpt-4.1")
    assert model is not None
    responses = {"instructions": "Be brief.", "input": [say("hello")], "tools": [function(description="Reads a file.")]}
    chat = {"messages": [say("Be brief.", "system"), say("hello")], "tools": [nested(description="Reads a file.")]}
    one, other = sum(count_request(responses, model)), sum(count_request(chat, model))
    assert abs(one - other) <= 1


@pytest.mark.parametrize(("name", "tokens"), [("gpt-4.1", 255), ("gpt-5", 210), ("o3", 225), ("gpt-4o-mini", 8_500)])
def test_images_by_the_published_rule(name: str, tokens: int) -> None:
    """A small image costs the model's base and one tile, not its base64."""
    model = known(name)
    assert model is not None
    empty = sum(count_request({"input": [say([])]}, model))
    assert sum(count_request({"input": [say([{"type": "input_image", "image_url": IMAGE}])]}, model)) - empty == tokens
