from concurrent.futures import ThreadPoolExecutor

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


def test_threads_agree() -> None:
    """Several threads may count at once."""
    text = "The quick brown fox. " * 200
    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(lambda _: vocabulary.load("o200k_base").count(text), range(32)))) == 1
