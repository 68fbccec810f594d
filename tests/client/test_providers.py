"""Today's Claude Code on providers whose wire is not OpenAI's: all its tools, its own search and its betas get through."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.upstreams.provider import Provider
from gateway.upstreams.providers import ANTHROPIC, GEMINI
from tests.client.claude import CURRENT, TOOLS, run
from tests.providers.asking import Provided
from tests.providers.blocks import slug
from tests.providers.running import provider_gateway, whole_world


@pytest.fixture(scope="module", params=[ANTHROPIC, GEMINI], ids=slug)
def provider(request: pytest.FixtureRequest) -> Provider:
    """One that gets what came, one that LiteLLM translates to."""
    found: Provider = request.param
    return found


@pytest.fixture(scope="module")
def provided(provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provided]:
    """Its gateway, from its block alone."""
    folder = tmp_path_factory.mktemp(slug(provider))
    with whole_world(folder) as world, provider_gateway(provider, world, folder) as started:
        yield started


@pytest.mark.parametrize("search", ["false", "true"], ids=["all-tools", "tool-search"])
def test_a_task(provided: Provided, tmp_path: Path, search: str) -> None:
    """A file is written and read, with all tools shown and with tool search; nothing is refused, and the records have the tokens."""
    task, told = "Write hello.txt then read it", {"ENABLE_TOOL_SEARCH": search}
    done = run(CURRENT, provided.gateway.url, task, tmp_path, TOOLS, told, timeout=100)
    assert (done.code, done.files) == (0, {"hello.txt": "Hello\n"}), done.stdout
    assert {row["status"] for row in provided.reached()} == {200}
    record = provided.gateway.records()[-1]
    assert (record["status"], record["stop_reason"]) == (200, "end_turn")
    assert record["input_tokens"] + record.get("cached_tokens", 0) > 5_000
    assert record["output_tokens"] > 0


def test_a_search(provided: Provided, tmp_path: Path) -> None:
    """WebSearch, which is a request of its own, comes back with addresses."""
    done = run(CURRENT, provided.gateway.url, "Search the web for cats", tmp_path, ("--allowedTools", "WebSearch"), timeout=100)
    assert done.code == 0, done.stdout
    assert "https://example.com/search/cats" in done.text
