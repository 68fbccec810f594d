"""Write docs/providers.md from the table of this folder and from gateway/upstreams/providers.py; a test fails where it differs."""

from pathlib import Path

from tests.providers.blocks import by_litellm
from tests.providers.table import ENTRIES, NAMES, Entry, Verdict

PROJECT = Path(__file__).resolve().parents[2]
PATH = "docs/providers.md"
SIGNS = {"passed": "passed", "approximated": "approx.", "refused": "refused"}
INTRODUCTION = """# Providers

Generated from `gateway/upstreams/providers.py` and `tests/providers` by `scripts/docs`; change it there. `scripts/test providers`
proves every cell: it starts the gateway with nothing but the provider's block, leads the provider's own hosts to the offline backend,
which speaks the provider's language and refuses what the real one refuses, and asks as Claude Code asks.

- **passed**: it means for the provider what it means at Anthropic.
- **approx.**: it is served in another form; the sentence below the table says in which.
- **refused**: it is not served; the sentence says what comes in its place.

What each item of the Messages API comes to on the wires that the gateway speaks itself is in [conformance.md](conformance.md). To mix
providers, name the targets with their providers in front (`BIG_MODEL=gemini/gemini-3.8-flash`), or edit `config.yaml`.

"""


def _number(verdict: Verdict, sentences: dict[str, int]) -> int:
    return sentences.setdefault(verdict.how, len(sentences) + 1)


def _cell(verdict: Verdict, sentences: dict[str, int]) -> str:
    return SIGNS[verdict.kind] + (f" ({_number(verdict, sentences)})" if verdict.how else "")


def _anchor(entry: Entry) -> str:
    kept = "".join(letter for letter in entry.provider.name.lower() if letter.isalnum() or letter in " -")
    return kept.replace(" ", "-")


def _section(entry: Entry) -> str:
    provider = entry.provider
    ways = {
        "responses": "The gateway asks it by the Responses API.",
        "chat": "The gateway asks it by chat completions.",
        "anthropic": "The gateway translates nothing.",
        "litellm": "LiteLLM translates to its API.",
    }
    way = ways["litellm" if by_litellm(provider) else "chat" if provider.wire == "litellm" else provider.wire]
    block = "\n".join(provider.example)
    return f"\n## {provider.name}\n\n{entry.start} {way}\n\n```sh\n{block}\n```\n\nChosen by: {provider.recognised}\n"


def providers_md() -> str:
    """Return the text of docs/providers.md."""
    sentences: dict[str, int] = {}
    rows = [
        f"| [{entry.provider.name}](#{_anchor(entry)}) | " + " | ".join(_cell(entry.verdict(name), sentences) for name in NAMES) + " |\n"
        for entry in ENTRIES
    ]
    head = f"| provider | {' | '.join(NAMES)} |\n|---|{'---|' * len(NAMES)}\n"
    said = ["\n", *(f"({number}) {sentence}  \n" for sentence, number in sentences.items())]
    return "".join([INTRODUCTION, head, *rows, *said, *map(_section, ENTRIES)])


if __name__ == "__main__":
    (PROJECT / PATH).write_text(providers_md(), encoding="utf-8")
