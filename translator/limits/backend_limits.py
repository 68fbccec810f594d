"""What a backend's own list of models tells of their limits. OpenAI's says nothing of them; most others do, each in its own words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

# OpenRouter (top_provider.…), Groq, Cerebras, DeepInfra (metadata.…).
ANSWER = ("max_completion_tokens", "max_output_tokens")
# vLLM, OpenRouter, Groq, Mistral and LM Studio, Together and Fireworks, LM Studio, llama.cpp (meta.…).
WINDOW = ("max_model_len", "context_length", "context_window", "max_context_length", "loaded_context_length", "max_input_tokens", "n_ctx")
NESTED = ("top_provider", "metadata", "meta", "limits")


@dataclass(frozen=True)
class Told:
    """One model's limits in tokens, None where not told: the longest answer, and the window of prompt and answer together."""

    max_output: int | None = None
    context: int | None = None


NOTHING = Told()


def read(said: bytes) -> dict[str, Told]:
    """Return model → limits from the answer to GET …/models; raises ValueError where it is no list of models."""
    listed = orjson.loads(said)
    if isinstance(listed, dict):
        listed = listed.get("data", listed.get("models"))
    if not isinstance(listed, list):
        raise ValueError("it is no list of models")  # noqa: TRY004 (the caller's one error for a strange answer)
    found = {}
    for entry in listed:
        if isinstance(entry, dict) and isinstance(name := entry.get("id", entry.get("name")), str):
            told = _told(entry)
            if told != NOTHING:
                found[name.lower()] = told
    return found


def of_model(told: Mapping[str, Told], model: str) -> Told:
    """Return what was told of a model, by its whole name, else without a variant such as :nitro."""
    name = model.lower()
    return told.get(name) or told.get(name.partition(":")[0]) or NOTHING


def _told(entry: dict[str, Any]) -> Told:
    places = [entry, *(nested for name in NESTED if isinstance(nested := entry.get(name), dict))]
    return Told(_least(places, ANSWER), _least(places, WINDOW))


def _least(places: list[dict[str, Any]], names: tuple[str, ...]) -> int | None:
    numbers = [place.get(name) for place in places for name in names]
    return min((int(number) for number in numbers if isinstance(number, int | float) and number >= 1), default=None)
