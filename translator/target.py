"""What answers a request: the upstream model, its wire and what it can do. Plain data; routes.py makes it."""

from dataclasses import dataclass
from typing import Literal

from gateway.errors.error_table import DEFAULT_KEY
from gateway.upstreams.capabilities import Abilities

Wire = Literal["responses", "chat"]


@dataclass(frozen=True)
class Capability(Abilities):
    """What one upstream model takes where it is asked: what its family takes, and what only this deployment says.

    max_output, context: tokens; None where unknown, and then nothing is clamped. min_output: what a smaller max_tokens is raised to.
    window: tokens that prompt and answer share, where the backend has told so of a model whose longest answer it has not told.
    openai: whether it is OpenAI's or Azure's own API (takes store, prompt_cache_key, safety_identifier, strict and so on).
    """

    max_output: int | None = None
    context: int | None = None
    openai: bool = False
    min_output: int | None = None
    window: int | None = None

    @property
    def reasons(self) -> bool:
        """Tell whether the model reasons."""
        return bool(self.efforts)


@dataclass(frozen=True)
class Target:
    """One upstream model for one request.

    model: the upstream's own id. family: opus, sonnet, haiku or None.
    effort: the user's word for this family (BIG_EFFORT and so on), which overrides what the client asks for; None where unset.
    base_model: the model that a deployment's own name stands for, empty where model says it itself.
    key_name: the variable that holds its key, for errors that name it.
    """

    model: str
    wire: Wire
    capability: Capability
    family: str | None = None
    effort: str | None = None
    key_name: str = DEFAULT_KEY
    base_model: str = ""

    @property
    def known_as(self) -> str:
        """Return the name by which tables know the model."""
        return self.base_model or self.model
