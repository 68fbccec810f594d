"""Whatever history a client sends, the upstream gets one that it accepts."""

from typing import Any

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.offline import seal
from gateway.offline.strict import check
from tests.unit.translator.request.blocks.test_documents import pdf
from tests.unit.translator.request.bodies import BLIND, COMPATIBLE, GPT, GPT_CHAT, LOCAL, LOCAL_RESPONSES, PLAIN_GPT, body
from translator.failure import Failure
from translator.notes_table import MEANINGS
from translator.request.passes import plan
from translator.request.wires import to_chat, to_responses
from translator.signature import pack

WORDS = st.text(st.characters(exclude_categories=()), max_size=8)
IDS = st.sampled_from(["t1", "t2", "t3", "t1_2", "bad id", "x" * 70])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | WORDS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(WORDS, inner, max_size=2),
    max_leaves=4,
)
TEXT = st.fixed_dictionaries({"type": st.just("text"), "text": WORDS})
IMAGE = st.just({"type": "image", "source": {"type": "url", "url": "https://a.example/b.png"}})
DOCUMENT = st.just({"type": "document", "source": {"type": "base64", "media_type": "application/pdf", "data": pdf("Hello")}})
REFERENCE = st.just({"type": "tool_reference", "tool_name": "Grep"})
UNKNOWN = st.fixed_dictionaries({"type": st.just("novel"), "text": WORDS})
INNER = st.lists(TEXT | IMAGE | DOCUMENT | REFERENCE, max_size=3)
RESULT = st.fixed_dictionaries(
    {"type": st.just("tool_result"), "tool_use_id": IDS, "content": WORDS | INNER | st.none()}, optional={"is_error": st.booleans()}
)
CALL = st.fixed_dictionaries(
    {
        "type": st.just("tool_use"),
        "id": IDS,
        "name": st.sampled_from(["Read", "no.good", "y" * 80]),
        "input": st.dictionaries(WORDS, JSON, max_size=2),
    }
)
ITEM = {"type": "reasoning", "id": "rs_1", "encrypted_content": seal.issue("gpt-5.4", "rs_1"), "summary": []}
THINKING = st.sampled_from(
    [
        {"type": "thinking", "thinking": "", "signature": "foreign"},
        {"type": "thinking", "thinking": "a", "signature": pack("gpt-5.4", ITEM)},
        {"type": "redacted_thinking", "data": pack("qwen3", {"reasoning_content": "b"})},
    ]
)
SEARCH = st.just({"type": "server_tool_use", "id": "srvtoolu_1", "name": "web_search", "input": {"query": "q"}})
FOUND = st.just({"type": "web_search_tool_result", "tool_use_id": "srvtoolu_1", "content": [{"url": "u", "title": "t"}]})
COMPACTION = st.fixed_dictionaries({"type": st.just("compaction"), "content": st.none() | WORDS})
USER = st.lists(TEXT | RESULT | RESULT | IMAGE | DOCUMENT | UNKNOWN, max_size=4)
ASSISTANT = st.lists(TEXT | CALL | CALL | THINKING | SEARCH | FOUND | COMPACTION | IMAGE, max_size=5)
MESSAGE = (
    st.fixed_dictionaries({"role": st.just("user"), "content": WORDS | USER})
    | st.fixed_dictionaries({"role": st.just("assistant"), "content": WORDS | ASSISTANT})
    | st.fixed_dictionaries({"role": st.just("system"), "content": WORDS | st.lists(TEXT, max_size=2)})
)
HISTORY = st.lists(MESSAGE, min_size=1, max_size=8)
TARGETS = st.sampled_from([GPT, GPT_CHAT, PLAIN_GPT, LOCAL, LOCAL_RESPONSES, BLIND, COMPATIBLE])


def texts(value: object) -> list[str]:
    """Return every string that stands under text or content, at any depth."""
    if isinstance(value, list):
        return [found for item in value for found in texts(item)]
    if not isinstance(value, dict):
        return []
    own = [inner for key, inner in value.items() if key in {"text", "content", "output"} and isinstance(inner, str)]
    return own + [found for inner in value.values() for found in texts(inner)]


def check_responses(items: list[dict[str, Any]]) -> None:
    """Each call has exactly one output, after it, before anything the user says."""
    waiting: list[str] = []
    every: list[str] = []
    for item in items:
        if item["type"] == "function_call":
            waiting.append(item["call_id"])
            every.append(item["call_id"])
        elif item["type"] == "function_call_output":
            assert item["call_id"] == waiting.pop(0)
        elif item.get("role") in {"user", "developer"}:
            assert not waiting
    assert not waiting
    assert len(set(every)) == len(every)
    assert all(len(identity) <= 64 for identity in every)
    assert not any(item["type"] == "reasoning" for item in items[-1:])


def check_chat(messages: list[dict[str, Any]]) -> None:
    """The messages after one with calls are their results, in order; there are no others."""
    waiting: list[str] = []
    every: list[str] = []
    for message in messages:
        if message["role"] == "tool":
            assert message["tool_call_id"] == waiting.pop(0)
            continue
        assert not waiting
        waiting = [made["id"] for made in message.get("tool_calls", ())]
        every += waiting
        assert waiting or message["content"]
    assert not waiting
    assert len(set(every)) == len(every)


@settings(max_examples=300, deadline=None)
@given(HISTORY, TARGETS)
def test_the_upstream_gets_a_history_that_it_accepts(history: list[dict[str, Any]], target: Any) -> None:  # noqa: ANN401
    """OpenAI refuses calls without outputs, outputs without calls, ids twice, empty texts; nothing may fail to be written as JSON."""
    try:
        made = plan(body(*history), target, "x", None)
        sent = to_responses.write(made) if target.wire == "responses" else to_chat.write(made)
    except Failure as failure:
        assert "non-empty content" in failure.message  # noqa: PT017
        return
    coded = orjson.dumps(sent)
    assert b"\\u0000" not in coded
    assert all(texts(sent))
    check.refuse(orjson.loads(coded), coded, target.wire)
    assert all(kind in MEANINGS for kind in made.notes.kinds)
    if target.wire == "responses":
        check_responses(sent["input"])
    else:
        check_chat(sent["messages"])
    again = plan(body(*history), target, "x", None)
    assert orjson.dumps(to_responses.write(again) if target.wire == "responses" else to_chat.write(again)) == coded
