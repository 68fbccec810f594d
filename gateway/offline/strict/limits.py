"""Rules about numbers: limits of tokens, sampling, stop sequences, the context window."""

from __future__ import annotations

from typing import Any

from gateway.offline.counting import count_request
from gateway.offline.strict.asked import Asked
from gateway.offline.strict.refusals import out_of_bounds, refused, too_many, unsupported, unsupported_value
from gateway.offline.strict.shapes import as_list

_LEAST_OUTPUT = 16
_SAMPLING = (("temperature", 0, 2), ("top_p", 0, 1))
_MOST_STOPS = 4


def responses_limit(asked: Asked) -> None:
    """max_output_tokens: at least 16, at most the model's own."""
    wanted = asked.body.get("max_output_tokens")
    if isinstance(wanted, int) and wanted < _LEAST_OUTPUT:
        raise out_of_bounds("max_output_tokens", wanted, low=_LEAST_OUTPUT)
    _at_most(asked, "max_output_tokens", wanted)


def chat_limit(asked: Asked) -> None:
    """max_tokens: not for models that reason. Both names: not together, at least 1, at most the model's own."""
    if asked.body.get("max_tokens") is not None:
        if asked.model.reasons:
            raise unsupported("max_tokens", "max_completion_tokens")
        if asked.body.get("max_completion_tokens") is not None:
            message = "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported."
            raise refused(message, "max_tokens", "invalid_parameter_combination")
    for name in ("max_tokens", "max_completion_tokens"):
        wanted = asked.body.get(name)
        if isinstance(wanted, int) and wanted < 1:
            raise out_of_bounds(name, wanted, low=1)
        _at_most(asked, name, wanted)


def responses_sampling(asked: Asked) -> None:
    """temperature and top_p: within bounds, and not while the model reasons."""
    _bounds(asked)
    for name, _, _ in _SAMPLING:
        if asked.effort != "none" and asked.body.get(name) not in (None, 1):
            raise unsupported(name)


def chat_sampling(asked: Asked) -> None:
    """temperature, top_p and the penalties: within bounds, and only their defaults while the model reasons."""
    _bounds(asked)
    if asked.effort == "none":
        return
    temperature = asked.body.get("temperature")
    if temperature not in (None, 1):
        raise unsupported_value("temperature", temperature, "Only the default (1) value is supported.")
    for name, default in (("top_p", 1), ("presence_penalty", 0), ("frequency_penalty", 0), ("logprobs", False), ("logit_bias", None)):
        if asked.body.get(name) not in (None, default):
            raise unsupported(name)


def chat_stop(asked: Asked) -> None:
    """stop: not for models that reason, at most four sequences."""
    stop = asked.body.get("stop")
    if stop is None:
        return
    if asked.model.reasons:
        raise unsupported("stop")
    if len(as_list(stop)) > _MOST_STOPS:
        raise too_many("stop", _MOST_STOPS, len(stop))


def responses_window(asked: Asked) -> None:
    """An input that is longer than the model's context window."""
    if sum(_counted(asked)) > asked.model.most_input:
        message = "Your input exceeds the context window of this model. Please adjust your input and try again."
        raise refused(message, "input", "context_length_exceeded")


def chat_window(asked: Asked) -> None:
    """Messages that are longer than the model's context window."""
    messages, functions = _counted(asked)
    most = asked.model.most_input
    if messages + functions <= most:
        return
    resulted = f"your messages resulted in {messages + functions} tokens"
    if functions:
        resulted += f" ({messages} in the messages, {functions} in the functions)"
    hint = "Please reduce the length of the messages" + (" or functions." if functions else ".")
    message = f"This model's maximum context length is {most} tokens. However, {resulted}. {hint}"
    raise refused(message, "messages", "context_length_exceeded")


def _counted(asked: Asked) -> tuple[int, int]:
    # No token is shorter than a byte: a small body needs no counting here.
    return count_request(asked.body, asked.model) if len(asked.raw) > asked.model.most_input else (0, 0)


def _at_most(asked: Asked, name: str, wanted: Any) -> None:  # noqa: ANN401 - a value of the request
    most = asked.model.most
    if isinstance(wanted, int) and wanted > most:
        kind = "output" if name == "max_output_tokens" else "completion"
        message = f"{name} is too large: {wanted}. This model supports at most {most} {kind} tokens, whereas you provided {wanted}."
        raise refused(message, name, "invalid_value")


def _bounds(asked: Asked) -> None:
    for name, low, high in _SAMPLING:
        value = asked.body.get(name)
        if isinstance(value, int | float) and value < low:
            raise out_of_bounds(name, float(value), low=low)
        if isinstance(value, int | float) and value > high:
            raise out_of_bounds(name, float(value), high=high)
