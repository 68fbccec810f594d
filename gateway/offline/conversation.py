"""One small conversation type, whichever of OpenAI's two wires a request came in on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Json = dict[str, Any]
Role = Literal["system", "user", "assistant"]


@dataclass(frozen=True, slots=True)
class Tool:
    """A function that the client offers: its name and the JSON schema of its arguments."""

    name: str
    schema: Json

    @property
    def properties(self) -> Json:
        """The schema's properties by name; empty when the schema names none."""
        found = self.schema.get("properties")
        return found if isinstance(found, dict) else {}

    @property
    def required(self) -> list[str]:
        """The names of the arguments that must be given."""
        found = self.schema.get("required")
        return [name for name in found if isinstance(name, str)] if isinstance(found, list) else []


@dataclass(frozen=True, slots=True)
class Text:
    """What somebody said, in the blocks in which it was sent."""

    role: Role
    blocks: tuple[str, ...]

    @property
    def text(self) -> str:
        """All blocks, one below the other."""
        return "\n".join(self.blocks)


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A function call made earlier, with its arguments as an object (empty when they were no JSON object)."""

    id: str
    name: str
    arguments: Json


@dataclass(frozen=True, slots=True)
class ToolResult:
    """What the client answered to the call with this id."""

    id: str
    output: str


Turn = Text | ToolCall | ToolResult


@dataclass(frozen=True, slots=True)
class Search:
    """The hosted search that a request offers: the domains it is kept to (empty: all), those it must not use, whether it must be used."""

    allowed: tuple[str, ...] = ()
    blocked: tuple[str, ...] = ()
    forced: bool = False


@dataclass(frozen=True, slots=True)
class Conversation:
    """A request, reduced to what an answer depends on.

    `tool_choice` is "auto", "none", "required" or "=NAME" for one forced function. `schema` is the JSON schema that the answer's text must
    meet (an empty schema: any JSON object), None for free text. `max_tokens` is in tokens, None when the client set no limit.
    """

    model: str
    turns: tuple[Turn, ...]
    tools: tuple[Tool, ...] = ()
    tool_choice: str = "auto"
    schema: Json | None = None
    max_tokens: int | None = None
    server_tools: tuple[str, ...] = field(default=())
    search: Search | None = None

    @property
    def system(self) -> str:
        """All system and developer text."""
        return "\n".join(turn.text for turn in self.turns if isinstance(turn, Text) and turn.role == "system")
