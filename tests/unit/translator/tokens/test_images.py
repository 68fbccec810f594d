import pytest

from translator.tokens.images import Size, rule


@pytest.mark.parametrize(
    ("model", "size", "tokens"),
    [
        ("gpt-4o", (1024, 1024), 765),
        ("gpt-4o-2024-08-06", (2048, 4096), 1105),
        ("gpt-4.1", (512, 512), 255),
        ("gpt-4o-mini", (512, 512), 8500),
        ("gpt-5", (1024, 1024), 630),
        ("gpt-5.1", (128, 64), 210),
        ("o3", (128, 64), 225),
        ("gpt-5.4", (1024, 1024), 1229),
        ("gpt-5.4", (2048, 2048), 3000),
        ("openai/gpt-5.4-mini", (1024, 1024), 1229),
        ("gpt-5-mini", (1800, 2400), 1743),
        ("gpt-5-nano", (768, 576), 648),
        ("gpt-4.1-mini", (1024, 1024), 1659),
        ("gpt-4.1-nano", (128, 64), 20),
        ("o4-mini", (128, 64), 14),
        ("gpt-5.2", (2048, 2048), 4916),
        ("gpt-5.5", (3200, 3200), 12000),
        ("gpt-5.6-sol", (6400, 3200), 24000),
        ("gpt-6-astra", (32, 32), 2),
        ("claude-3", (1024, 1024), 765),
    ],
)
def test_images_cost_what_is_published(model: str, size: Size, tokens: int) -> None:
    """OpenAI's worked examples (Images and vision, Calculating costs) and others by its formulas come out to the token."""
    assert rule(model).tokens(size) == tokens


@pytest.mark.parametrize("model", ["gpt-4o", "gpt-5-mini", "gpt-5.4", "gpt-5.6-sol", "gpt-4.1-nano"])
@pytest.mark.parametrize("size", [(1, 1), (1, 60000), (60000, 1), (33, 31), (40000, 40000)])
def test_any_size_has_a_cost(model: str, size: Size) -> None:
    """The thinnest and the largest images cost something, and no budget is exceeded."""
    assert rule(model).tokens(size) > 0
    assert rule(model).low(size) > 0
