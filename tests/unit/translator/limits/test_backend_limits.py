"""What a backend's list of models tells, in the words of each."""

from typing import Any

import orjson
import pytest

from translator.limits.backend_limits import NOTHING, Told, of_model, read


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ({"max_model_len": 32768, "owned_by": "vllm"}, Told(None, 32768)),
        (
            {"context_length": 400000, "top_provider": {"context_length": 200000, "max_completion_tokens": 64000, "is_moderated": True}},
            Told(64000, 200000),
        ),
        ({"context_length": 8192, "top_provider": {"context_length": 8192, "max_completion_tokens": None}}, Told(None, 8192)),
        ({"context_window": 131072, "max_completion_tokens": 32768}, Told(32768, 131072)),
        ({"max_output_tokens": 16384, "max_input_tokens": 100000}, Told(16384, 100000)),
        ({"meta": {"n_ctx": 4096, "n_ctx_train": 131072}}, Told(None, 4096)),
        ({"max_context_length": 32768, "loaded_context_length": 4096}, Told(None, 4096)),
        ({"max_output_tokens": "many", "context_length": -1, "top_provider": None}, NOTHING),
    ],
)
def test_words(entry: dict[str, Any], told: Told) -> None:
    """vLLM, OpenRouter, Groq, LiteLLM, llama.cpp, LM Studio; the smallest counts, and what is no number is nothing."""
    assert of_model(read(orjson.dumps({"data": [{"id": "m", **entry}]})), "m") == told


@pytest.mark.parametrize("shape", [lambda one: one, lambda one: {"data": one}, lambda one: {"models": one, "object": "list"}])
def test_shapes(shape: Any) -> None:  # noqa: ANN401
    """A list with and without a frame; what is no entry is passed over."""
    assert read(orjson.dumps(shape([{"id": "m", "max_model_len": 5}, "x", {"id": 7}, {"id": "n"}]))) == {"m": Told(None, 5)}


@pytest.mark.parametrize("said", [b"", b"<html>", b"{}", b'{"data": {}}', b'"x"', b'{"error": {"message": "no"}}'])
def test_no_list(said: bytes) -> None:
    """Anything else is a ValueError."""
    with pytest.raises(ValueError, match=r"unexpected|models|empty|no list|character"):
        read(said)


def test_names() -> None:
    """Any capitals, and variants of a model that are not listed on their own."""
    told = read(b'{"data": [{"id": "Org/Model", "max_model_len": 5}, {"id": "org/model:free", "max_model_len": 3}]}')
    assert [of_model(told, name).context for name in ("org/model", "ORG/Model:nitro", "org/model:free", "other")] == [5, 5, 3, None]
