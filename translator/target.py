"""What answers a request: the upstream model, its wire and what it can do. Plain data; gateway.models makes it."""

from dataclasses import dataclass
from typing import Literal

Wire = Literal["responses", "chat"]


@dataclass(frozen=True)
class Capability:
    """What one upstream model takes.

    efforts: the words of its own reasoning effort, weakest first; empty for a model that does not reason.
    sampling: whether temperature and top_p are taken (reasoning models of OpenAI refuse them); sampling_at_none: whether they are
    at effort none alone.
    stop: whether the chat wire takes stop (the Responses API has none for any model).
    files: whether PDF files are taken as they are; images: whether images are.
    hosted_search: whether the upstream offers web search of its own.
    structured: whether answers can be bound to a JSON schema.
    chat_tools_reason: whether the chat wire takes functions together with a reasoning effort.
    chat_parallel: whether the chat wire takes parallel_tool_calls; where it does not, the model calls one tool at a time.
    phases: whether the Responses API's messages of this model say whether they are commentary or the final answer.
    max_tokens_field: the chat wire's name for the limit: max_tokens or max_completion_tokens.
    max_output, context: tokens; None where unknown, and then nothing is clamped.
    encoding: tiktoken's name of the vocabulary.
    openai: whether it is OpenAI's or Azure's own API (takes store, prompt_cache_key, safety_identifier, strict and so on).
    """

    efforts: tuple[str, ...] = ()
    sampling: bool = True
    sampling_at_none: bool = False
    stop: bool = True
    files: bool = False
    images: bool = True
    hosted_search: bool = False
    structured: bool = True
    chat_tools_reason: bool = True
    chat_parallel: bool = True
    phases: bool = False
    max_tokens_field: str = "max_tokens"
    max_output: int | None = None
    context: int | None = None
    encoding: str = "o200k_base"
    openai: bool = False

    @property
    def reasons(self) -> bool:
        """Tell whether the model reasons."""
        return bool(self.efforts)


@dataclass(frozen=True)
class Target:
    """One upstream model for one request.

    model: the upstream's own id. family: opus, sonnet, haiku or None.
    effort: the user's word for this family (BIG_EFFORT and so on), which overrides what the client asks for; None where unset.
    """

    model: str
    wire: Wire
    capability: Capability
    family: str | None = None
    effort: str | None = None
