import json

from bench import work


def test_the_request_has_the_size_and_shape_of_claude_codes() -> None:
    """18 tools, 20 messages and some 87 KB, which is what the goals speak of."""
    request = work.request("m", stream=True)
    assert len(request["tools"]) == work.TOOLS == 18
    assert len(request["messages"]) == work.MESSAGES == 20
    assert 85_000 < len(work.body("m", stream=True)) < 90_000


def test_the_request_is_the_same_in_every_run() -> None:
    """Only then may runs be compared."""
    work.body.cache_clear()
    first = work.body("m", stream=False)
    work.body.cache_clear()
    assert work.body("m", stream=False) == first
    assert json.loads(first)["stream"] is False


def test_every_tool_result_answers_a_call_before_it() -> None:
    """A history that an upstream would refuse would measure repairs, not work."""
    asked: set[str] = set()
    for message in work.request("m", stream=True)["messages"]:
        for block in message["content"]:
            if block["type"] == "tool_use":
                asked.add(block["id"])
            elif block["type"] == "tool_result":
                assert block["tool_use_id"] in asked
    assert len(asked) == 9


def test_prose_is_at_least_as_long_as_asked_for() -> None:
    """Sizes of tools and results are set by it."""
    assert 100 <= len(work.prose(5, 100)) < 120
    assert work.prose(5, 100) != work.prose(6, 100)
