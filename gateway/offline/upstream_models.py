"""What OpenAI's models can do: their limits, their reasoning efforts, how they count images.

Sources: https://platform.openai.com/docs/models (limits), …/docs/guides/reasoning (efforts), …/docs/guides/images-vision (image tokens).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_OPENAI = re.compile(r"(?:gpt-|chatgpt-|codex-|o\d)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class UpstreamModel:
    """One family of models.

    `window` is all tokens of a turn, `most` the output's share of them, `efforts` empty where the model does not reason. `tile` is the
    tokens of an image and of each 512-pixel tile of it. `tools_without_effort` marks models that take function tools on chat completions
    only with effort "none"; `one_call` those that refuse parallel_tool_calls there, since they call one tool at a time anyway.
    """

    window: int
    most: int
    efforts: tuple[str, ...] = ()
    default_effort: str = "none"
    tile: tuple[int, int] = (85, 170)
    tools_without_effort: bool = False
    one_call: bool = False

    @property
    def reasons(self) -> bool:
        """Whether it is a reasoning model."""
        return bool(self.efforts)

    @property
    def most_input(self) -> int:
        """The longest input in tokens; a reasoning model keeps room for its longest output."""
        return self.window - self.most if self.reasons and self.window > self.most else self.window


_MINIMAL = ("minimal", "low", "medium", "high")
_PLAIN = ("low", "medium", "high")
_NONE = ("none", "low", "medium", "high")
_XHIGH = ("none", "low", "medium", "high", "xhigh")
_MAX = (*_XHIGH, "max")
_GPT5 = (70, 140)
_O = (75, 150)

# A name belongs to the longest key that it equals or that it continues with "-".
MODELS: dict[str, UpstreamModel] = {
    "gpt-4": UpstreamModel(8_192, 8_192),
    "gpt-4-turbo": UpstreamModel(128_000, 4_096),
    "gpt-4o": UpstreamModel(128_000, 16_384),
    "gpt-4o-mini": UpstreamModel(128_000, 16_384, tile=(2833, 5667)),
    "gpt-4.1": UpstreamModel(1_047_576, 32_768),
    "gpt-5": UpstreamModel(400_000, 128_000, _MINIMAL, "medium", _GPT5),
    "gpt-5-chat": UpstreamModel(128_000, 16_384, tile=_GPT5),
    "gpt-5-codex": UpstreamModel(400_000, 128_000, _PLAIN, "medium", _GPT5),
    "gpt-5-pro": UpstreamModel(400_000, 272_000, ("high",), "high", _GPT5),
    "gpt-5.1": UpstreamModel(400_000, 128_000, _NONE, "none", _GPT5),
    "gpt-5.1-chat": UpstreamModel(128_000, 16_384, ("medium",), "medium", _GPT5),
    "gpt-5.1-codex": UpstreamModel(400_000, 128_000, _PLAIN, "medium", _GPT5),
    "gpt-5.1-codex-max": UpstreamModel(400_000, 128_000, (*_PLAIN, "xhigh"), "medium", _GPT5),
    "gpt-5.2": UpstreamModel(400_000, 128_000, _XHIGH, "none", _GPT5),
    "gpt-5.2-chat": UpstreamModel(128_000, 16_384, ("medium",), "medium", _GPT5),
    "gpt-5.2-codex": UpstreamModel(400_000, 128_000, (*_PLAIN, "xhigh"), "medium", _GPT5),
    "gpt-5.2-pro": UpstreamModel(400_000, 128_000, ("medium", "high", "xhigh"), "medium", _GPT5),
    "gpt-5.3-codex": UpstreamModel(400_000, 128_000, (*_PLAIN, "xhigh"), "medium", _GPT5),
    "gpt-5.4": UpstreamModel(1_050_000, 128_000, _XHIGH, "none", _GPT5, tools_without_effort=True),
    "gpt-5.4-mini": UpstreamModel(400_000, 128_000, _XHIGH, "none", _GPT5, tools_without_effort=True),
    "gpt-5.4-nano": UpstreamModel(400_000, 128_000, _XHIGH, "none", _GPT5, tools_without_effort=True),
    "gpt-5.5": UpstreamModel(1_050_000, 128_000, _XHIGH, "medium", _GPT5, tools_without_effort=True),
    "gpt-5.6": UpstreamModel(1_050_000, 128_000, _MAX, "medium", _GPT5, tools_without_effort=True),
    "gpt-6": UpstreamModel(1_050_000, 128_000, _MAX[1:], "medium", _GPT5, tools_without_effort=True),
    "gpt-6-luna": UpstreamModel(1_050_000, 128_000, _MAX, "medium", _GPT5, tools_without_effort=True),
    "gpt-6-sol": UpstreamModel(1_050_000, 128_000, _MAX, "medium", _GPT5, tools_without_effort=True),
    "o1": UpstreamModel(200_000, 100_000, _PLAIN, "medium", _O, one_call=True),
    "o3": UpstreamModel(200_000, 100_000, _PLAIN, "medium", _O, one_call=True),
    "o3-mini": UpstreamModel(200_000, 100_000, _PLAIN, "medium", _O, one_call=True),
    "o4-mini": UpstreamModel(200_000, 100_000, _PLAIN, "medium", _O, one_call=True),
}
# For names that no table knows, such as those of a test: a plain model, or a reasoning one where the name begins like one.
_OTHER = UpstreamModel(128_000, 16_384)
_OTHER_REASONING = UpstreamModel(400_000, 128_000, _XHIGH, "medium", _GPT5)


def is_openai_name(name: str) -> bool:
    """Whether a model's name is of the kind that OpenAI gives its own."""
    return _OPENAI.match(name) is not None


def known(name: str) -> UpstreamModel | None:
    """The model of this name, None when OpenAI has none."""
    best = max((key for key in MODELS if name == key or name.startswith(key + "-")), key=len, default=None)
    return MODELS[best] if best else None


def assumed(name: str) -> UpstreamModel:
    """The model of this name, or what a name like it most likely stands for."""
    return known(name) or (_OTHER_REASONING if re.match(r"gpt-5|o\d", name) else _OTHER)
