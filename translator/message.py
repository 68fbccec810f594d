"""A message of the conversation in normal form. Content blocks keep the Anthropic shape."""

from dataclasses import dataclass
from typing import Any, Literal

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
