"""The request between the two worlds: what the passes read out of an Anthropic request and the wires write from.

Everything here is request-local plain data.
"""

from dataclasses import dataclass, field
from typing import Any, Literal

from translator.message import Message
from translator.notes import Notes
from translator.request.history.talk import History
from translator.target import Target


@dataclass
class Tool:
    """One function that the client defines: name and schema as the upstream gets them; strict as the client said, None unsaid."""

    name: str
    description: str
    schema: dict[str, Any]
    strict: bool | None = None


@dataclass
class WebSearch:
    """The client's web_search tool, to be served by the upstream's own search. location: {"city", "region", "country", "timezone"}."""

    max_uses: int | None = None
    allowed_domains: list[str] = field(default_factory=list)
    blocked_domains: list[str] = field(default_factory=list)
    location: dict[str, str] | None = None


@dataclass
class Plan:
    """One request on its way.

    body: the Anthropic request as it was parsed; passes read it and never change it.
    history: how the conversation begins, where that is known from an earlier request or kept for a later one.
    names: the upstream's tool names → the client's, for those that differ.
    choice: auto, any, none, or a Tool's upstream name in choice_name with choice = "tool"; the name of the client's web search tool
    there, which no Tool has, means the upstream's search.
    thinking: whether the client wants thinking blocks back; display: summarized or omitted.
    effort: the target's own word, or None for nothing sent.
    warm: whether the client wants the prompt cached and no answer (max_tokens 0); the upstream writes as little as it can, and that is
    not shown.
    format: structured output: {"name", "schema", "strict"}; None for plain text.
    """

    body: dict[str, Any]
    target: Target
    asked: str
    session: str | None = None
    notes: Notes = field(default_factory=Notes)
    stream: bool = False
    system: list[str] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    history: History | None = None
    tools: list[Tool] = field(default_factory=list)
    search: WebSearch | None = None
    names: dict[str, str] = field(default_factory=dict)
    choice: Literal["auto", "any", "none", "tool"] | None = None
    choice_name: str | None = None
    parallel: bool | None = None
    thinking: bool = False
    display: Literal["summarized", "omitted"] = "summarized"
    effort: str | None = None
    max_output: int | None = None
    warm: bool = False
    temperature: float | None = None
    top_p: float | None = None
    top_k: int | None = None
    stop: list[str] = field(default_factory=list)
    format: dict[str, Any] | None = None
    cache_key: str | None = None
    user: str | None = None
    service_tier: str | None = None

    @property
    def streams(self) -> bool:
        """Whether the upstream is to stream: also where the answer is watched for stop sequences, so that it can be ended there."""
        return self.stream or bool(self.stop)

    def upstream_name(self, name: str) -> str:
        """Return the upstream's name of a tool that the client knows by this one."""
        return next((upstream for upstream, own in self.names.items() if own == name), name)
