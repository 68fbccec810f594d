"""What a model's prompt costs beside its words: the marks around messages, calls and results.

OpenAI publishes the older form (cookbook, How to count tokens with tiktoken) and the newer one (openai/harmony, docs/format.md); the
small numbers that neither gives were taken from counts that its API reported (tests/unit/translator/tokens/measured.py).
"""

import re
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True)
class Dialect:
    """The tokens of one form of prompt.

    typed: whether functions are shown as TypeScript types, else as JSON. message: the marks of a message with its role;
    said: those of an assistant's. call, result: of a function call and of its result, the names apart. parallel: added to each call of
    several at once. reply: what opens the answer. tools, tools_alone: the marks around the functions after a system message, and
    without one. tools_head: text before them. search: the web search tool. format: around a schema for the answer.
    """

    typed: bool
    message: int
    said: int
    call: int
    result: int
    parallel: int
    reply: int
    tools: int
    tools_alone: int
    tools_head: str = ""
    search: int = 294
    format: int = 4


CHAT_ML = Dialect(typed=True, message=4, said=4, call=6, result=5, parallel=9, reply=3, tools=1, tools_alone=5)
HARMONY = Dialect(typed=True, message=4, said=6, call=10, result=8, parallel=0, reply=2, tools=1, tools_alone=5, tools_head="# Tools\n\n")
OTHERS = Dialect(typed=False, message=4, said=4, call=8, result=5, parallel=0, reply=3, tools=40, tools_alone=44)

OPENAI = re.compile(r"(chatgpt|codex|computer-use|gpt-|o\d).*")
BEFORE_HARMONY = re.compile(r"(chatgpt|gpt-(3|4)|gpt-5-chat).*")


@lru_cache(maxsize=256)
def dialect(model: str) -> Dialect:
    """Return the form of a model's prompt, by its name with or without a provider."""
    name = model.rpartition("/")[2].lower()
    if OPENAI.fullmatch(name) is None:
        return OTHERS
    return CHAT_ML if BEFORE_HARMONY.fullmatch(name) else HARMONY
