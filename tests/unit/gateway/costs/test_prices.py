import json

import pytest

from gateway.costs import price_table
from gateway.costs.prices import Price, Prices, cost, extract


@pytest.fixture(scope="module")
def table() -> price_table.Table:
    """LiteLLM's own table."""
    return price_table.load()


def test_a_cached_token_has_its_own_price(table: price_table.Table) -> None:
    """Tokens from the upstream's cache cost what the table says of them, the others the full price."""
    price = Prices(extract(["openai/gpt-4.1-2025-04-14"], table)).of("gpt-4.1-2025-04-14")
    assert price is not None
    assert cost(price, fresh=1000, cached=9000, output=500) == pytest.approx(1000 * 2e-6 + 9000 * 5e-7 + 500 * 8e-6)


def test_a_long_prompt_has_the_second_price() -> None:
    """Above the border all tokens of the request cost the second price; at it the first."""
    price = Price(1.0, 0.5, 2.0, 3.0, longer=100, longer_fresh=10.0, longer_cached=5.0, longer_written=20.0, longer_output=30.0)
    assert cost(price, 100, 0, 1) == 103
    assert cost(price, 50, 51, 1) == 50 * 10 + 51 * 5 + 30


def test_the_border_is_read_from_the_table(table: price_table.Table) -> None:
    """A model with a price for long prompts brings it along."""
    price = Prices(extract(["gpt-5.4"], table)).of("openai/gpt-5.4")
    assert price is not None
    assert price.longer == 272_000
    assert price.longer_fresh > price.fresh
    assert price.longer_output > price.output


def test_searches_cost(table: price_table.Table) -> None:
    """Each web search adds its price."""
    price = Prices(extract(["gpt-5.2"], table)).of("gpt-5.2")
    assert price is not None
    assert cost(price, 0, 0, 0, searches=3) == pytest.approx(3 * price.search)
    assert price.search > 0


@pytest.mark.parametrize("name", ["claude-opus-4-5-20251101", "claude-sonnet-4-5-20250929", "claude-haiku-4-5-20251001"])
def test_claude_models_have_prices(name: str, table: price_table.Table) -> None:
    """What the tokens would have cost at the Claude model's price can be said without naming it in config.yaml."""
    assert Prices(extract([], table)).of(name) is not None


def test_a_newer_claude_has_its_family_price(table: price_table.Table) -> None:
    """A Claude name that the table does not know yet counts at its family's newest price; a stranger at none."""
    prices = Prices(extract([], table))
    assert prices.of("claude-sonnet-99-20991231") is not None
    assert prices.of("my-own-model") is None


def test_a_pattern_brings_its_models(table: price_table.Table) -> None:
    """gpt-4* has a price for each model that it can stand for, and the extract stays small, plain JSON."""
    rows = extract(["openai/gpt-4*"], table)
    assert Prices(rows).of("openai/gpt-4.1-mini") is not None
    assert len(json.dumps(rows)) < 60_000
