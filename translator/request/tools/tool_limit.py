"""Fewer tools, for an upstream that takes no more than some: which stay."""

import re
from collections.abc import Iterable
from typing import Any

from translator.plan import Plan
from translator.request.tools.deferred import brought_up

# OpenAI refuses a longer list of tools ("array too long. Expected an array with maximum length 128"), hosted ones among them.
MOST = 128
SAID = re.compile(r"(?:maximum|most|limit|exceed|up to)\D{0,40}(\d{1,4})\b", re.IGNORECASE)
NOTE = "tools-over-limit"


def kept(plan: Plan, names: Iterable[str], most: int) -> set[str]:
    """Return the names that stay of names, which the client knows the tools by: at most most of them.

    First what the conversation needs, the newest first: chosen now, called before, found or added in its middle. Then the first of the
    client's own list: it puts its own tools before those of MCP servers.
    """
    needed: list[str] = []
    for one in brought_up(plan, names=True):
        name = one.get("name") if isinstance(one, dict) else one
        if isinstance(name, str):
            needed.append(name)
    there = dict.fromkeys(names)
    order = dict.fromkeys([*(name for name in reversed(needed) if name in there), *there])
    return set(list(order)[: max(0, most)])


def shorten(plan: Plan, body: dict[str, Any], most: int) -> bool:
    """Leave functions out of an upstream's body, in place, so that it holds at most most tools; noted. Tells whether there were more."""
    tools = body.get("tools")
    if not isinstance(tools, list) or len(tools) <= most:
        return False
    names = {_name(tool): plan.names.get(_name(tool), _name(tool)) for tool in tools if tool.get("type") == "function"}
    stay = kept(plan, names.values(), most - (len(tools) - len(names)))
    body["tools"] = [tool for tool in tools if tool.get("type") != "function" or names[_name(tool)] in stay]
    plan.notes.add(NOTE, len(tools) - len(body["tools"]))
    return True


def said(message: str) -> int:
    """Return how many tools an upstream takes by its own words, OpenAI's number where they hold none."""
    found = SAID.search(message)
    return int(found.group(1)) if found else MOST


def _name(tool: dict[str, Any]) -> str:
    return str((tool.get("function") or tool).get("name"))
