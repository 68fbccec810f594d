"""What each family of upstream models takes, in one table, and each model's limits from LiteLLM's price table."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from gateway.costs import price_table

Extract = dict[str, list[int | None]]


@dataclass(frozen=True)
class Abilities:
    """What a model takes, whoever serves it.

    efforts: the words of its own reasoning effort, weakest first; empty where it takes none.
    sampling: whether it takes temperature and top_p; sampling_at_none: whether it does so at effort none alone.
    files, images: whether it reads PDF files and images; hosted_search: whether OpenAI's own web search serves it.
    structured: whether it takes response_format json_schema.
    chat_tools_reason: whether the chat wire takes functions together with a reasoning effort.
    chat_parallel: whether the chat wire takes parallel_tool_calls for it; a model for which it does not calls one tool at a time.
    phases: whether it tells its comments between tool calls from its last words by the phase of each message.
    max_tokens_field: the chat wire's name for the limit of the answer.
    encoding: tiktoken's name of its vocabulary, or of the nearest one.
    """

    efforts: tuple[str, ...] = ()
    sampling: bool = True
    sampling_at_none: bool = False
    files: bool = False
    images: bool = True
    hosted_search: bool = False
    structured: bool = True
    chat_tools_reason: bool = True
    chat_parallel: bool = True
    phases: bool = False
    max_tokens_field: str = "max_tokens"
    encoding: str = "o200k_base"


# OpenAI's own, by what they share. Sources: OpenAI's model pages and reasoning guide; the answers "Supported values are …" of its API.
_OLD = Abilities(images=False, structured=False, encoding="cl100k_base")
_PLAIN = Abilities(files=True, hosted_search=True)
_REASONING = Abilities(
    efforts=("low", "medium", "high"), sampling=False, files=True, hosted_search=True, max_tokens_field="max_completion_tokens"
)
_O = replace(_REASONING, chat_parallel=False)
_TO_XHIGH = replace(_REASONING, efforts=("low", "medium", "high", "xhigh"))
_PRO = replace(_REASONING, efforts=("medium", "high", "xhigh"))
_ONE_EFFORT = replace(_REASONING, efforts=("medium",))
_FROM_NONE = replace(_REASONING, efforts=("none", "low", "medium", "high"), sampling_at_none=True)
_FROM_NONE_TO_XHIGH = replace(_FROM_NONE, efforts=("none", "low", "medium", "high", "xhigh"))
# From gpt-5.4 on the chat wire refuses functions with any effort but none.
_AFTER_5_4 = replace(_FROM_NONE_TO_XHIGH, chat_tools_reason=False, phases=True)
_TO_MAX = replace(_AFTER_5_4, efforts=("none", "low", "medium", "high", "xhigh", "max"))
_NEWEST = replace(_REASONING, efforts=("low", "medium", "high", "xhigh", "max"), chat_tools_reason=False, phases=True)
_TEXT = Abilities(images=False)

# The first that matches the whole name (without provider, small letters) counts.
FAMILIES: tuple[tuple[str, Abilities], ...] = (
    (r"gpt-3\.5.*", _OLD),
    (r"gpt-4-(turbo|.*vision).*", replace(_OLD, images=True)),
    (r"gpt-4(-32k|-0|-1)?(\d{3}.*|-0613)?", _OLD),
    (r"gpt-4o.*-search.*", replace(_PLAIN, sampling=False, hosted_search=False)),
    # Structured outputs came with the next one.
    (r"gpt-4o-2024-05-13", replace(_PLAIN, structured=False)),
    (r"gpt-4o.*-audio.*|gpt-audio.*", replace(_PLAIN, files=False, images=False, hosted_search=False)),
    (r"chatgpt-4o.*|gpt-4\.5.*|gpt-4\.1-nano.*", replace(_PLAIN, hosted_search=False)),
    (r"gpt-4o.*|gpt-4\.1.*|gpt-4.*", _PLAIN),
    (r"o1-(mini|preview).*", replace(_O, efforts=(), files=False, images=False, hosted_search=False, structured=False)),
    (r"o3-mini.*", replace(_O, files=False, images=False, hosted_search=False)),
    (r"o\d.*-deep-research.*", _ONE_EFFORT),
    (r"o1.*|codex-mini.*", replace(_O, hosted_search=False)),
    (r"o[3-9].*", _O),
    (r"computer-use.*", replace(_ONE_EFFORT, files=False, hosted_search=False)),
    (r"gpt-5-chat.*", replace(_PLAIN, hosted_search=False, max_tokens_field="max_completion_tokens")),
    (r"gpt-5-search-api.*", replace(_REASONING, efforts=(), hosted_search=False)),
    (r"gpt-5(\.\d+)?-chat.*|chat-latest", _ONE_EFFORT),
    (r"gpt-5-pro.*", replace(_REASONING, efforts=("high",))),
    (r"gpt-5\.[0-3]-pro.*", _PRO),
    (r"gpt-[5-9](\.\d+)?-pro.*", replace(_PRO, phases=True)),
    (r"gpt-5\.1-codex-max.*", _TO_XHIGH),
    (r"gpt-5-codex.*|gpt-5\.1-codex.*", _REASONING),
    (r"gpt-5\.2-codex.*", _TO_XHIGH),
    (r"gpt-5\.\d+-codex.*", replace(_TO_XHIGH, phases=True)),
    (r"gpt-5\.1(\D.*)?", _FROM_NONE),
    (r"gpt-5\.[23](\D.*)?", _FROM_NONE_TO_XHIGH),
    (r"gpt-5\.[45](\D.*)?", _AFTER_5_4),
    (r"gpt-5\.\d.*|gpt-6-sol.*|gpt-6(\.\d+)?-(luna|terra).*", _TO_MAX),
    (r"gpt-5.*", replace(_REASONING, efforts=("minimal", "low", "medium", "high"))),
    (r"gpt-[6-9].*", _NEWEST),
    # Models of others, as their OpenAI-compatible endpoints take them.
    (r"gpt-oss.*", replace(_TEXT, efforts=("low", "medium", "high"))),
    (r"deepseek.*", replace(_TEXT, structured=False)),
    (r"grok-3-mini.*", replace(_TEXT, efforts=("low", "high"))),
    (r"grok-(3|code).*", _TEXT),
    (r"grok.*", Abilities()),
    (r"(qwen.*-?(vl|omni)|qvq).*", Abilities()),
    (r"(qwen|qwq).*", _TEXT),
    (r"(llama-?4|llama-?3\.2.*vision).*", Abilities()),
    (r"(meta-)?llama.*", replace(_TEXT, encoding="cl100k_base")),
    (r"(pixtral|mistral-(medium|large|small)-(latest|3|25|26)|ministral).*", Abilities()),
    (r"(mistral|mixtral|codestral|devstral|magistral|open-mi).*", _TEXT),
    (r"gemini-2\.5-flash.*", Abilities(efforts=("none", "low", "medium", "high"))),
    (r"gemini-(2\.5|[3-9]).*", Abilities(efforts=("low", "medium", "high"))),
    (r"(kimi|moonshot|glm|phi|doubao|ep-|minimax).*", _TEXT),
)
UNKNOWN = Abilities()


@lru_cache(maxsize=1024)
def abilities(model: str) -> Abilities:
    """Return what a model takes, by its name with or without a provider (openai/gpt-5.2, openrouter/openai/gpt-5.2)."""
    # A fine-tuned model is named after what it was made of: ft:gpt-4.1-mini-2025-04-14:organisation::id.
    name = model.rpartition("/")[2].lower().removeprefix("ft:").partition(":")[0]
    return next((found for pattern, found in FAMILIES if re.fullmatch(pattern, name)), UNKNOWN)


def extract(models: Iterable[str], table: price_table.Table | None = None) -> Extract:
    """Return model → [most tokens of an answer, most tokens of a prompt] for these models, from LiteLLM's price table.

    A model that holds * stands for all that it matches. Models that the table does not know are left out. Call it once at start and
    hand the result (plain JSON) on. Raises OSError or ValueError where the table, unless given, cannot be read.
    """
    found: Extract = {}
    for name, entry in price_table.entries(models, table or price_table.load()):
        most = _tokens(entry.get("max_output_tokens")) or _tokens(entry.get("max_tokens"))
        found[name] = [most, _tokens(entry.get("max_input_tokens"))]
    return found


def limits(model: str, extracted: Mapping[str, list[int | None]]) -> tuple[int | None, int | None]:
    """Return a model's most tokens of an answer and of a prompt, each None where unknown; extracted is what extract() returned."""
    for key in (model, *price_table.keys(model)):
        if key in extracted:
            most, context = extracted[key]
            return most, context
    return None, None


def _tokens(value: object) -> int | None:
    if isinstance(value, str) and value.isdigit():
        return int(value)
    return int(value) if isinstance(value, int | float) and value > 0 else None
