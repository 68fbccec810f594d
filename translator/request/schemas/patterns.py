"""Regular expressions in schemas that upstreams refuse, told in the description instead: one of them fails the whole request.

Sources: the answers of OpenAI's API "… is not a 'regex'" (it reads them as Python's re does, clients write JavaScript's; Claude Code
sends such a one with every request from 2.1.265 on, anthropics/claude-code#92969) and "Invalid JSON schema: regex lookaround is not
supported" (what zod makes of an e-mail address, vercel/ai#21037), which the grammars of llama.cpp do not know either.
"""

import re
import warnings
from functools import lru_cache
from typing import Any

import orjson

from translator.request.schemas.keywords import DEEPEST, HOLD_SCHEMAS, MAPS, Schema

NOTE = "pattern-in-words"
LOOKAROUND = re.compile(r"\(\?<?[=!]")
LONGEST = 2000
WORDS = "Must match this regular expression: "
NAMES = "Properties with names that match these regular expressions must match these JSON Schemas: "


@lru_cache(maxsize=1024)
def readable(pattern: str) -> bool:
    """Tell whether every upstream can read a regular expression."""
    if len(pattern) > LONGEST or LOOKAROUND.search(pattern):
        return False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            re.compile(pattern)
    except (re.error, OverflowError, RecursionError):
        return False
    return True


def in_words(schema: Any, depth: int = 0) -> Any:  # noqa: ANN401 (a JSON value)
    """Return a schema whose unreadable expressions stand in descriptions; one that says the same where there are none."""
    if not isinstance(schema, dict) or depth > DEEPEST:
        return schema
    node: Schema = {key: _inside(key, value, depth + 1) if key in HOLD_SCHEMAS else value for key, value in schema.items()}
    pattern = node.get("pattern")
    if isinstance(pattern, str) and not readable(pattern):
        del node["pattern"]
        _describe(node, WORDS + pattern)
    named = node.get("patternProperties")
    unread = {name: inner for name, inner in named.items() if not readable(name)} if isinstance(named, dict) else {}
    if isinstance(named, dict) and unread:
        node["patternProperties"] = {name: inner for name, inner in named.items() if name not in unread}
        if not node["patternProperties"]:
            del node["patternProperties"]
        # It would hold for the names that the expressions allowed.
        closed = {key: node.pop(key) for key in ("additionalProperties",) if key in node}
        _describe(node, NAMES + orjson.dumps({**unread, **closed}).decode())
    return node


def _inside(key: str, value: Any, depth: int) -> Any:  # noqa: ANN401 (a JSON value)
    if isinstance(value, list):
        return [in_words(inner, depth) for inner in value]
    if key in MAPS:
        return {name: in_words(inner, depth) for name, inner in value.items()} if isinstance(value, dict) else value
    return in_words(value, depth)


def _describe(node: Schema, words: str) -> None:
    said = node.get("description")
    node["description"] = f"{said}\n{words}" if isinstance(said, str) and said else words
