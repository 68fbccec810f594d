"""What is tried on every provider. Each prover says what it saw: passed, approximated or refused; and fails where it is none of them."""

import base64
import json
import re
import uuid
from typing import Any

from tests.providers.asking import Prover, Provided, checked
from tests.samples import pdf, png

PICTURE = base64.b64encode(png(31, 17)).decode()
DOCUMENT = base64.b64encode(pdf("Alpha Centauri 4711")).decode()
LOOK, SEE = (
    {"name": name, "description": "Look.", "input_schema": {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]}}
    for name in ("look", "see")
)
# The models whose tokens are counted with their own vocabulary, or by themselves.
OWN_VOCABULARY = re.compile(r"(^|/)(gpt-|o\d|claude-)")
THINKING: dict[str, Any] = {"thinking": {"type": "enabled", "budget_tokens": 2000}}
SEARCH = {"tools": [{"type": "web_search_20250305", "name": "web_search", "max_uses": 8}]}


def text(provided: Provided) -> str:
    """An answer in one piece, with its usage."""
    answer = provided.ask("Tell me something.")
    assert answer.status == 200, answer.message
    checked(answer.message)
    assert answer.text
    assert answer.message["usage"]["input_tokens"] > 0
    assert answer.message["stop_reason"] == "end_turn"
    return "passed"


def stream(provided: Provided) -> str:
    """The same as a stream, in several pieces, from message_start to message_stop."""
    answer = provided.ask("Tell me something.", stream=True)
    assert answer.status == 200
    kinds = [event["type"] for event in answer.events if event["type"] != "ping"]
    assert (kinds[0], kinds[-1]) == ("message_start", "message_stop")
    assert kinds.count("content_block_delta") > 2
    assert answer.text
    assert answer.message["usage"]["output_tokens"] > 0
    return "passed"


def parallel_tools(provided: Provided) -> str:
    """Two calls in one turn, and a next turn with both results, one of them an error."""
    calls = [{"name": "look", "arguments": {"a": "x"}}, {"name": "see", "arguments": {"a": "y"}}]
    asked = f"[[offline:parallel_tools {json.dumps({'calls': calls})}]]"
    for streamed in (False, True):
        answer = provided.ask(asked, stream=streamed, tools=[LOOK, SEE])
        uses = answer.blocks("tool_use")
        assert [(use["name"], use["input"]) for use in uses] == [("look", {"a": "x"}), ("see", {"a": "y"})], answer.message
        assert len({use["id"] for use in uses}) == 2
        assert answer.message["stop_reason"] == "tool_use"
    results = [
        {"type": "tool_result", "tool_use_id": use["id"], "content": f"seen-{use['name']}", "is_error": use["name"] == "see"}
        for use in uses
    ]
    own = [{key: value for key, value in use.items() if key in ("type", "id", "name", "input")} for use in uses]
    turns = [{"role": "user", "content": asked}, {"role": "assistant", "content": own}, {"role": "user", "content": results}]
    answer = provided.ask("", messages=turns, tools=[LOOK, SEE])
    assert answer.status == 200, answer.message
    assert {"seen-look", "seen-see"} <= {word for word in ("seen-look", "seen-see") if word in provided.sent()}
    return "passed"


def image(provided: Provided) -> str:
    """A picture beside a text."""
    source = {"type": "base64", "media_type": "image/png", "data": PICTURE}
    answer = provided.ask([{"type": "image", "source": source}, {"type": "text", "text": "What is this?"}])
    assert answer.status == 200, answer.message
    return "passed" if PICTURE in provided.sent() else "refused"


def document(provided: Provided) -> str:
    """A PDF beside a text: as the file that it is, or what it says."""
    source = {"type": "base64", "media_type": "application/pdf", "data": DOCUMENT}
    answer = provided.ask([{"type": "document", "source": source, "title": "a.pdf"}, {"type": "text", "text": "What is this?"}])
    assert answer.status == 200, answer.message
    sent = provided.sent()
    return "passed" if DOCUMENT in sent else "approximated" if "Alpha Centauri 4711" in sent else "refused"


def thinking(provided: Provided) -> str:
    """Thoughts are shown, and go back with the next turn."""
    asked = '[[offline:reasoning {"text": "Four."}]]'
    answer = provided.ask(asked, stream=True, **THINKING)
    assert answer.status == 200, answer.message
    (thought,) = answer.blocks("thinking")
    assert thought["thinking"]
    assert answer.text == "Four."
    turns = [
        {"role": "user", "content": asked},
        {"role": "assistant", "content": answer.message["content"]},
        {"role": "user", "content": "And now?"},
    ]
    again = provided.ask("", messages=turns, **THINKING)
    assert again.status == 200, again.message
    return "passed" if _taken_back(provided, thought) else "approximated"


def _taken_back(provided: Provided, thought: dict[str, Any]) -> bool:
    sent = provided.sent()
    sealed = 'encrypted_content": "gAAAA' in sent or (bool(thought.get("signature")) and str(thought["signature"]) in sent)
    return sealed or "reasoning_content" in sent or ('"reasoning"' in sent and "Answer without a model" in sent)


def web_search(provided: Provided) -> str:
    """Claude Code's own request for a search: a query, its results, an answer that cites them."""
    answer = provided.ask("Perform a web search for the query: cats", stream=True, **SEARCH)
    if answer.status != 200:
        assert answer.why
        return "refused"
    results = [block for block in answer.blocks("web_search_tool_result") if block["content"]]
    if results and answer.blocks("server_tool_use"):
        assert results[0]["content"][0]["url"].startswith("https://")
        return "passed"
    used = answer.message["usage"].get("server_tool_use") or {}
    return "approximated" if used.get("web_search_requests") else "refused"


def token_count(provided: Provided) -> str:
    """The number that count_tokens says beside the one that the message itself is told to have had."""
    words = "The quick brown fox jumps over the lazy dog. " * 40
    counted = provided.count(words)
    assert counted.status_code == 200, counted.text
    number = counted.json()["input_tokens"]
    used = provided.ask(words).message["usage"]
    real = used["input_tokens"] + used.get("cache_read_input_tokens", 0)
    assert number > 100
    if not OWN_VOCABULARY.search(provided.model()):
        # Whatever the backend says here, the real one has a vocabulary of its own.
        return "approximated"
    return "passed" if abs(number - real) <= max(4, real // 50) else "approximated"


def cached_tokens(provided: Provided) -> str:
    """The same long beginning twice: what came out of the cache is told, and taken off input_tokens."""
    system = [{"type": "text", "text": f"{uuid.uuid4()} " + "Remember this well. " * 1500, "cache_control": {"type": "ephemeral"}}]
    turns = [{"role": "user", "content": "Hello."}]
    first, second = (provided.ask("", messages=turns, system=system).message["usage"] for _ in range(2))
    cached = second.get("cache_read_input_tokens") or 0
    if not cached:
        return "refused"
    assert not first.get("cache_read_input_tokens")
    assert abs(second["input_tokens"] + cached - first["input_tokens"]) <= 5
    return "passed"


FEATURES: dict[str, Prover] = {
    "text": text,
    "stream": stream,
    "parallel tools": parallel_tools,
    "image": image,
    "PDF": document,
    "thinking": thinking,
    "web search": web_search,
    "token count": token_count,
    "cached tokens": cached_tokens,
}
