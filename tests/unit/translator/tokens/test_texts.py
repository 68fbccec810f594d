from concurrent.futures import ThreadPoolExecutor

import pytest

from translator.tokens import vocabulary
from translator.tokens.texts import LONG, Texts


def test_long_texts_are_counted_once() -> None:
    """A long text is counted again only after it was pushed out by others; a short one every time."""
    asked: list[str] = []

    def encode(text: str) -> int:
        asked.append(text)
        return len(text)

    texts = Texts(encode, kept=2)
    first, second, third = ("a" * LONG, "b" * LONG, "c" * LONG)
    for text in (first, first, second, first, third, second, "short", "short"):
        assert texts.count(text) == len(text)
    assert asked == [first, second, third, second, "short", "short"]


def test_the_carried_vocabularies_load_without_network() -> None:
    """Both vocabularies come from LiteLLM's package; an unknown one is taken for the newest."""
    assert vocabulary.load("o200k_base").count("tiktoken is great!") == 6
    assert vocabulary.load("cl100k_base").count("tiktoken is great!") == 6
    assert vocabulary.load("no such") is vocabulary.load("o200k_base")


def test_special_tokens_are_text() -> None:
    """What looks like a special token is a text like any other."""
    assert vocabulary.load("o200k_base").count("<|endoftext|>") > 1


@pytest.mark.parametrize("name", ["o200k_base", "cl100k_base"])
@pytest.mark.parametrize("one", [" ", "\t", "\u3000", "a", "\n", "\U0001f600", "="])
def test_a_text_of_one_character(name: str, one: str) -> None:
    """A megabyte of one character is counted, though tiktoken cannot hold as many blanks at once; what is cut counts alike."""
    whole = vocabulary.load(name).count(one * 200_000)
    assert vocabulary.load(name).count(one * 1_000_000 + "x") == pytest.approx(5 * whole, rel=0.01)


def test_threads_agree() -> None:
    """Several threads may count at once."""
    text = "The quick brown fox. " * 200
    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(lambda _: vocabulary.load("o200k_base").count(text), range(32)))) == 1
