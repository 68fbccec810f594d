"""The request between the two worlds: what the passes read out of an Anthropic request and the wires write from.

Everything here is request-local plain data. Content blocks keep the Anthropic shape, in a normal form (see Message).
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from translator.notes import Notes
from translator.target import Target

if TYPE_CHECKING:
    from translator.request.talk import History

Block = dict[str, Any]


@dataclass
class Message:
    """One message in normal form.

    role: user, assistant or system (a system message in mid-conversation stays in its place).
    content: blocks of these types alone:
      text               {"type", "text"}: any role; never empty
      image              {"type", "url"}: user; an https address or a data: URL
      file               {"type", "filename", "url"}: user; a PDF as https address or data: URL, only where the target takes files
      thinking           {"type", "thinking", "signature", "item"}: assistant; only signatures of ours, for this target (signature.py);
                         item is the upstream's own that the signature carries
      redacted_thinking  {"type", "data", "item"}: assistant; the same
      tool_use           {"type", "id", "name", "input"}: assistant; name as the client knows it
      tool_result        {"type", "tool_use_id", "content", "is_error"}: user; content is a list of text, image and file; exactly one
                         for each tool_use, right after the message that holds it
      web_search         {"type", "id", "query", "results": [{"url", "title"}]}: assistant; a search of the past, ours or Anthropic's
    """

    role: Literal["user", "assistant", "system"]
    content: list[Block]


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
    history: "History | None" = None
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
