"""From turn to turn the upstream's body only grows at its end: only an exactly equal beginning is found in its cache."""

from typing import Any

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.offline import seal
from gateway.offline.strict import check
from tests.unit.translator.request.bodies import LOCAL_RESPONSES, body, real
from translator.request.passes import plan
from translator.request.wires import to_chat, to_responses
from translator.signature import pack

WORDS = st.text(min_size=1, max_size=6)
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
TEXT = st.builds(lambda words: {"type": "text", "text": words}, WORDS)
IMAGE = st.just({"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": PIXEL}})
NAMES = ["Read", "mcp__" + "x" * 70, "a.b", "Later1", "Later2", "Later3"]
LATER = {"defer_loading": True, "input_schema": {"type": "object"}}
TOOLS: list[dict[str, Any]] = [
    {"type": "web_search_20250305", "name": "web_search", "blocked_domains": ["a.example"]},
    *({"name": name, "input_schema": {"type": "object"}} for name in NAMES[:2]),
    *({"name": name, **LATER} for name in NAMES[3:]),
]
REFERENCE = st.builds(lambda name: {"type": "tool_reference", "tool_name": name}, st.sampled_from(NAMES[3:]))
RESULT = WORDS | st.just("") | st.lists(TEXT | IMAGE | REFERENCE, max_size=2)
SYSTEM = st.builds(lambda words: {"role": "system", "content": words}, WORDS) | st.just(
    {"role": "system", "output_config": {"effort": "low"}}
)
OPENAI = ("gpt-5.4", "gpt-5", "o3", "gpt-4.1")
TARGETS = st.sampled_from([*map(real, OPENAI), *(real(name, "chat") for name in OPENAI), real("compat-local", "chat"), LOCAL_RESPONSES])


@st.composite
def turns(draw: st.DrawFn) -> list[list[dict[str, Any]]]:
    """Return what each turn of a session adds: words of the user, then answers with their results."""
    told: list[list[dict[str, Any]]] = [[{"role": "user", "content": draw(WORDS | st.lists(TEXT | IMAGE, min_size=1, max_size=3))}]]
    for turn in range(draw(st.integers(1, 5))):
        item = {"type": "reasoning", "id": f"rs_{turn}", "encrypted_content": seal.issue("gpt-5.4", f"rs_{turn}"), "summary": []}
        thinking = {"type": "thinking", "thinking": "", "signature": pack("gpt-5.4", item)}
        calls = [
            {"type": "tool_use", "id": f"toolu_{turn}_{number}", "name": draw(st.sampled_from(NAMES)), "input": {"b": 1, "a": draw(WORDS)}}
            for number in range(draw(st.integers(0, 2)))
        ]
        answer: list[dict[str, Any]] = draw(st.lists(TEXT, max_size=2))
        said = [thinking] * draw(st.integers(0, 1)) + [*answer, *calls]
        if not answer and not calls:
            said.append({"type": "text", "text": "x"})
        results = [
            {"type": "tool_result", "tool_use_id": call["id"], "content": draw(RESULT), "is_error": draw(st.booleans())} for call in calls
        ]
        asked: list[dict[str, Any]] = draw(st.lists(TEXT, min_size=0 if calls else 1, max_size=2))
        more: list[dict[str, Any]] = draw(st.lists(SYSTEM, max_size=1))
        told.append([{"role": "assistant", "content": said}, {"role": "user", "content": [*results, *asked]}, *more])
    return told


@settings(max_examples=150, deadline=None)
@given(turns(), TARGETS)
def test_what_was_sent_stays_as_it_was(told: list[list[dict[str, Any]]], target: Any) -> None:  # noqa: ANN401
    """OpenAI, Prompt caching: the beginning must be equal to the byte; tools too, of which new ones come last."""
    before: dict[str, Any] | None = None
    messages: list[dict[str, Any]] = []
    for turn in told:
        messages += turn
        made = plan(body(*messages, tools=TOOLS, system="s", metadata={"user_id": "u_session_1"}), target, "x", None)
        sent = to_responses.write(made) if target.wire == "responses" else to_chat.write(made)
        check.refuse(sent, orjson.dumps(sent), target.wire)
        if before is not None:
            for name in ("input", "messages", "tools"):
                assert orjson.dumps(sent.get(name, [])).startswith(orjson.dumps(before.get(name, []))[:-1])
            for name in ("instructions", "prompt_cache_key", "include", "store"):
                assert sent.get(name) == before.get(name)
        before = sent
