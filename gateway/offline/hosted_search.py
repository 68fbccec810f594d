"""The hosted search of the web, without a web: pages that could be there, on the domains that the request allows."""

from __future__ import annotations

import re
from urllib.parse import quote_plus

from gateway.offline.answer import Answer, Citation, Said, Searched, in_pieces
from gateway.offline.conversation import Conversation, Search
from gateway.offline.words.intents import parse

_DOMAINS = ("example.com", "example.org", "example.net")
# How a coding client words its own request for a search.
_PERFORM = re.compile(r"(?:Perform a web search for the query|web search for the query):\s*(.+)", re.IGNORECASE)


def searched(conversation: Conversation, instruction: str) -> Answer | None:
    """An answer that searched the web, None when the request offers no such search or the user asks for none."""
    search = conversation.search
    if search is None or conversation.tool_choice == "none":
        return None
    query = _query(instruction, forced=search.forced or not conversation.tools)
    if not query:
        return None
    pages = tuple(f"https://{domain}/search/{quote_plus(query)[:80]}" for domain in _allowed(search))
    text, citations = _report(query, pages)
    return Answer((Searched(query, pages), Said(in_pieces(text), citations=citations)))


def _query(instruction: str, *, forced: bool) -> str:
    performed = _PERFORM.search(instruction)
    if performed:
        return performed[1].strip()
    found = next((intent.query for intent in parse(instruction, ()) if intent.kind == "web"), "")
    return found or (" ".join(instruction.split())[:200] if forced else "")


def _allowed(search: Search) -> tuple[str, ...]:
    domains = (search.allowed or _DOMAINS)[:3]
    return tuple(domain for domain in domains if not any(domain == one or domain.endswith("." + one) for one in search.blocked))


def _report(query: str, pages: tuple[str, ...]) -> tuple[str, tuple[Citation, ...]]:
    """A text that cites each page at the end of its line."""
    text = f"This is openai-code's offline backend: no web is behind this search for “{query}”."
    citations = []
    for page in pages:
        domain = page.split("/")[2]
        text += f"\n- {domain} might know about it. "
        cited = f"([{domain}]({page}))"
        citations.append(Citation(len(text), len(text) + len(cited), page, f"{query} at {domain}"))
        text += cited
    return text, tuple(citations)
