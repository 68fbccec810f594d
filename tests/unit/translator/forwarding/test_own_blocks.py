"""A session that went from a model of ours to one that is not asked on our wires."""

from typing import Any

import orjson

from translator.forwarding.own_blocks import Readable, left_out
from translator.response.ids import opaque
from translator.signature import pack

SIGNED = pack("gpt-5.2", {"type": "reasoning", "id": "rs_1", "encrypted_content": "x"})
FOUND = {"type": "web_search_result", "url": "https://a.b", "title": "A", "encrypted_content": opaque("https://a.b"), "page_age": None}
CITED = {
    "type": "web_search_result_location",
    "url": "https://a.b",
    "title": "A",
    "cited_text": "a",
    "encrypted_index": opaque("https://a.b"),
}
HISTORY: list[dict[str, Any]] = [
    {"role": "user", "content": "a"},
    {"role": "assistant", "content": [{"type": "thinking", "thinking": "t", "signature": SIGNED}, {"type": "text", "text": "b"}]},
    {"role": "user", "content": [{"type": "text", "text": "what is oc1.x?"}]},
    {"role": "assistant", "content": [{"type": "redacted_thinking", "data": SIGNED}]},
    {"role": "user", "content": "c"},
    {
        "role": "assistant",
        "content": [
            {"type": "server_tool_use", "id": "srvtoolu_1", "name": "web_search", "input": {"query": "q"}},
            {"type": "web_search_tool_result", "tool_use_id": "srvtoolu_1", "content": [FOUND]},
            {"type": "text", "text": "d", "citations": [CITED]},
            {"type": "thinking", "thinking": "own", "signature": "EqoBCkgIARABGAIiQL"},
        ],
    },
    {"role": "user", "content": "e"},
]


def cleaned(messages: list[dict[str, Any]]) -> Readable | None:
    """What is left of a request with these messages."""
    request = {"model": "claude-opus-5", "messages": messages}
    before = orjson.dumps(request)
    made = left_out(before, request)
    assert orjson.dumps(request) == before
    return made


def test_left_out() -> None:
    """Our thinking goes, our searches become words, Anthropic's own thinking and what the user says stay."""
    made = cleaned(HISTORY)
    assert made is not None
    assert made.notes == {"dropped-foreign-thinking": 2, "server-tool-as-text": 1, "dropped-citations": 1}
    assert made.request["messages"] == [
        HISTORY[0],
        {"role": "assistant", "content": [{"type": "text", "text": "b"}]},
        HISTORY[2],
        HISTORY[4],
        {
            "role": "assistant",
            "content": [
                {"type": "text", "text": "[Searched the web for: q]\n- A: https://a.b"},
                {"type": "text", "text": "d", "citations": None},
                HISTORY[5]["content"][3],
            ],
        },
        HISTORY[6],
    ]
    assert cleaned(made.request["messages"]) is None


def test_nothing_of_ours() -> None:
    """What holds nothing of ours goes as it came, whatever else it holds."""
    assert cleaned([HISTORY[0], HISTORY[2], {"role": "assistant", "content": "oc1."}, {"role": "assistant", "content": ["oc1."]}]) is None
    assert left_out(b"oc1.", {"model": "m", "messages": "x"}) is None
