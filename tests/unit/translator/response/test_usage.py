"""Token counts of both wires."""

from translator.response.usage import from_chat, from_responses


def test_responses() -> None:
    """Cached tokens are taken out of the input; reasoning stays in the output and is told apart."""
    counts = {
        "input_tokens": 100,
        "input_tokens_details": {"cached_tokens": 80},
        "output_tokens": 50,
        "output_tokens_details": {"reasoning_tokens": 20},
    }
    assert from_responses(counts) == {
        "input_tokens": 20,
        "cache_creation_input_tokens": 0,
        "cache_read_input_tokens": 80,
        "output_tokens": 50,
        "output_tokens_details": {"thinking_tokens": 20},
    }


def test_chat_by_each_name() -> None:
    """OpenAI's, DeepSeek's and Moonshot's names for cached tokens count."""
    for extra in ({"prompt_tokens_details": {"cached_tokens": 80}}, {"prompt_cache_hit_tokens": 80}, {"cached_tokens": 80}):
        made = from_chat({"prompt_tokens": 100, "completion_tokens": 50, **extra})
        assert made is not None
        assert (made["input_tokens"], made["cache_read_input_tokens"], made["output_tokens"]) == (20, 80, 50)


def test_written_to_the_cache() -> None:
    """Tokens written to the cache are taken out of the input as well, on both wires; details may be null."""
    details = {"cached_tokens": 100, "cache_write_tokens": 300}
    for made in (
        from_responses({"input_tokens": 1000, "input_tokens_details": details, "output_tokens": 5, "output_tokens_details": None}),
        from_chat({"prompt_tokens": 1000, "prompt_tokens_details": details, "completion_tokens": 5, "completion_tokens_details": None}),
        from_chat({"prompt_tokens": 1000, "cached_tokens": 100, "cache_creation_input_tokens": 300, "completion_tokens": 5}),
    ):
        assert made == {"input_tokens": 600, "cache_creation_input_tokens": 300, "cache_read_input_tokens": 100, "output_tokens": 5}
    more = from_responses({"input_tokens": 10, "input_tokens_details": {"cached_tokens": 8, "cache_write_tokens": 9}, "output_tokens": 1})
    assert more is not None
    assert (more["input_tokens"], more["cache_creation_input_tokens"]) == (0, 2)


def test_no_number_is_too_odd() -> None:
    """Infinity, texts and negative numbers count as nothing."""
    assert from_chat({"prompt_tokens": float("inf"), "completion_tokens": 7, "prompt_tokens_details": {"cached_tokens": -1}}) == {
        "input_tokens": 0,
        "cache_creation_input_tokens": 0,
        "cache_read_input_tokens": 0,
        "output_tokens": 7,
    }


def test_reasoning_outside_completion_is_added() -> None:
    """Where the total says that reasoning was not in completion_tokens, it is added."""
    counts = {"prompt_tokens": 100, "completion_tokens": 50, "completion_tokens_details": {"reasoning_tokens": 20}}
    outside, inside = from_chat({**counts, "total_tokens": 170}), from_chat({**counts, "total_tokens": 150})
    assert outside is not None
    assert inside is not None
    assert (outside["output_tokens"], inside["output_tokens"]) == (70, 50)


def test_nothing_is_none() -> None:
    """Missing, empty, zero and odd counts are none at all, so that they are estimated."""
    odd: tuple[object, ...] = (None, {}, [], "x", {"prompt_tokens": 0, "completion_tokens": 0}, {"prompt_tokens": None})
    for counts in odd:
        assert from_chat(counts) is None
        assert from_responses(counts) is None
    assert from_chat({"prompt_tokens": 10, "prompt_tokens_details": {"cached_tokens": 99}}) == {
        "input_tokens": 0,
        "cache_creation_input_tokens": 0,
        "cache_read_input_tokens": 10,
        "output_tokens": 0,
    }


def test_the_total_tells_what_is_not_said() -> None:
    """Without completion_tokens the answer's count is what the total has beyond the prompt; a count of zero stands."""
    told = from_chat({"prompt_tokens": 5, "total_tokens": 9})
    assert told is not None
    assert told["output_tokens"] == 4
    said = from_chat({"prompt_tokens": 5, "completion_tokens": 0, "total_tokens": 9})
    assert said is not None
    assert said["output_tokens"] == 0
