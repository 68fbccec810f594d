"""The messages of earlier turns are read once, and nothing that comes of a request shows it."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.translator.request.bodies import COMPATIBLE, GPT, GPT_CHAT, assistant, body, call, result, text, user
from tests.unit.translator.request.test_any_history import HISTORY, MESSAGE, TARGETS
from tests.unit.translator.request.test_any_turns import TOOLS, turns
from translator.counting.reading import reading as counted_of
from translator.failure import Failure
from translator.notes import Notes
from translator.plan import Plan
from translator.repeated import talks
from translator.repeated.reading import Reading
from translator.repeated.talks import SameTalks
from translator.request.history.talk import Talk
from translator.request.mending import forget, late_system
from translator.request.passes import plan as make
from translator.request.schemas import plain_schema
from translator.request.tools import tool_limit
from translator.request.tools.tool_names import shortened
from translator.request.wires.coded import dumps
from translator.target import Target
from translator.translation import upstream_body

Json = dict[str, Any]
MARK = {"type": "ephemeral"}
CONFIG = st.fixed_dictionaries({}, optional={"effort": st.sampled_from(["low", "max"]), "task_budget": st.just({"type": "tokens"})})
# What Claude Code sends with every request: an effort for the turn, words that count until the user's next, settings alone.
SYSTEM = st.fixed_dictionaries(
    {"role": st.just("system"), "content": st.sampled_from(["Plan.", [], "", [text("Mind."), text("", cache_control=MARK)]])},
    optional={
        "output_config": CONFIG | st.sampled_from([None, "odd", ["effort"]]),
        "clear_at": st.sampled_from(["next_user_message", None]),
    },
)
WITH_SYSTEM = st.lists(MESSAGE | SYSTEM, min_size=1, max_size=9)
LISTS: list[list[Json]] = [
    TOOLS,
    [],
    [{"name": name, "description": "d" * 3000, "input_schema": {"type": "object"}} for name in ("Read", "no.good")],
    [
        {"name": name, "input_schema": {"type": "object", "patternProperties": {"x": {}}}, "defer_loading": True}
        for name in ("Grep", "Read")
    ],
]
TALK = [
    user(text("Read both."), text("Now.")),
    assistant(text("I read."), call("t1", path="a"), call("t2", path="b")),
    user(result("t1"), result("t2", "no such file", is_error=True)),
    assistant(text("One is there."), call("t3")),
    user(result("t3"), text("Thanks.")),
    assistant("Yes?"),
    user("Go on."),
]


@pytest.fixture(autouse=True, scope="module")
def told_by_nothing() -> Iterator[None]:
    """Have every conversation be taken for one that came before."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(talks, "TOLD_BY", 0)
        yield


def met() -> Reading:
    """Return a reading that has met every conversation."""
    reading = Reading()
    reading.read(b'{"messages":[]}')
    return reading


def written(messages: Sequence[Json], **more: Any) -> bytes:  # noqa: ANN401 (fields of the request)
    """Return the bytes of a request, as clients write them."""
    return orjson.dumps(body(*messages, **more))


def outcome(request: Json, target: Target) -> object:
    """Return all that comes of a request: its plan, the upstream's bytes and the notes in their order, or the refusal."""
    try:
        plan = make(request, target, "claude-opus-5-5", None)
        sent = dumps(upstream_body(plan, ()))
    except Failure as failure:
        return failure.status, failure.message
    return sent, list(plan.notes.kinds.items()), plan.messages, plan.tools, plan.names


@settings(max_examples=300, deadline=None)
@given(st.data(), HISTORY, TARGETS)
def test_any_history(data: st.DataObject, history: list[Json], target: Target) -> None:
    """Whatever a client sends in whichever order, also other ends of one conversation, comes to what it comes to by itself."""
    reading = met()
    for _ in range(4):
        sent = history[: data.draw(st.integers(1, len(history)))] + data.draw(HISTORY)[: data.draw(st.integers(0, 2))]
        to = data.draw(st.sampled_from([target, GPT]))
        try:
            raw = written(sent, tools=TOOLS)
        except TypeError:
            # Half surrogates, which are never read so.
            continue
        for _ in range(2):
            assert outcome(reading.read(raw), to) == outcome(orjson.loads(raw), to)
            assert orjson.dumps(reading.read(raw)) == raw


def mended(plan: Plan) -> list[bytes]:
    """Return the upstream's body as it is counted, as it is sent, and after each refusal that is mended, as second_try.py does it."""
    counted = counted_of(upstream_body(replace(plan, notes=Notes()), ()))
    body = upstream_body(plan, ())
    sent = [counted, dumps(body)]
    for mend in (forget.reasoning, late_system.as_user, plain_schema.simplify, lambda body: tool_limit.shorten(plan, body, 1)):
        mend(body)
        sent.append(dumps(body))
    return [*sent, dumps(upstream_body(plan, ()))]


@settings(max_examples=300, deadline=None)
@given(st.data(), WITH_SYSTEM)
def test_any_order(data: st.DataObject, history: list[Json]) -> None:
    """Whatever ends of conversations come for whatever targets and tools, counted, refused and mended: none shows in another."""
    reading = met()
    for _ in range(6):
        sent = history[: data.draw(st.integers(1, len(history)))] + data.draw(st.just([]) | WITH_SYSTEM)[:2]
        raw = json.dumps(body(*sent, tools=data.draw(st.sampled_from(LISTS))), separators=(",", ":"), ensure_ascii=False)
        target = data.draw(TARGETS)
        try:
            wanted = orjson.loads(raw.encode())
        except (orjson.JSONDecodeError, UnicodeEncodeError):
            # Half surrogates, which are never read so.
            continue
        found: list[object] = []
        for request in (wanted, reading.read(raw.encode())):
            try:
                plan = make(request, target, "claude-opus-5-5", None)
                found.append((mended(plan), plan.notes.kinds, plan.effort, plan.names, plan.messages))
            except Failure as failure:
                found.append((failure.status, failure.message))
        assert found[0] == found[1]
        assert reading.read(raw.encode()) == wanted


@settings(max_examples=150, deadline=None)
@given(turns(), TARGETS)
def test_any_session(told: list[list[Json]], target: Target) -> None:
    """A session that goes on as a client's does, its cache_control always on the last message, is sent as if nothing were known."""
    reading = met()
    messages: list[Json] = []
    for turn in told:
        messages += turn
        marked = [*messages[:-1], {**messages[-1], "content": [{**text("x"), "cache_control": MARK}]}]
        for sent in (marked, messages):
            raw = written(sent, tools=TOOLS)
            for _ in range(2):
                assert outcome(reading.read(raw), target) == outcome(orjson.loads(raw), target)


def test_the_clients_system_messages() -> None:
    """Claude Code's second message is the system's, with the effort of its turn: it is known again as all others are."""
    reading = met()
    told = {"role": "system", "content": "# Environment", "output_config": {"effort": "low"}}
    for end in (3, 5, 7):
        messages = [TALK[0], told, *TALK[1:end]]
        talk = reading.read(written(messages))["messages"]
        assert talk.lasting.count == end
        assert (talk.known is not None) == (end > 3)
        assert outcome(reading.read(written(messages)), GPT) == outcome(body(*messages), GPT)


@pytest.mark.parametrize("target", [GPT, GPT_CHAT, COMPATIBLE], ids=lambda target: f"{target.model}-{target.wire}")
def test_what_is_known_is_not_done_again(target: Target) -> None:
    """From the second turn on what stands before its news is taken over, as it was read and as it was written."""
    reading = met()
    first = reading.read(written(TALK[:3]))
    assert outcome(first, target) == outcome(body(*TALK[:3]), target)
    for end in (5, 7):
        request = reading.read(written(TALK[:end]))
        talk = request["messages"]
        assert isinstance(talk, Talk)
        assert talk.known is not None
        assert (talk.known.count, talk.lasting.count) == (end - 3, end - 1)
        assert talk[0] is first["messages"][0]
        plan = make(request, target, "claude-opus-5-5", None)
        assert plan.history is not None
        assert (known := plan.history.known) is not None
        assert all(one is other for one, other in zip(plan.messages, known.messages, strict=False))
        sent = upstream_body(plan, ())
        assert all(one is other for one, other in zip(sent["input" if target is GPT else "messages"], known.items, strict=False))
        assert known.items
        assert talk.lasting.fit
        assert outcome(reading.read(written(TALK[:end])), target) == outcome(body(*TALK[:end]), target)


def test_another_target() -> None:
    """What was made for one target is not taken for another, nor for the same with other names of tools."""
    reading = met()
    tools = [{"name": "a b", "input_schema": {"type": "object"}}]
    history = [user("x"), assistant(call("t1", "a b")), user(result("t1")), assistant("y"), user("z")]
    for target, more in [(GPT, {}), (GPT_CHAT, {}), (GPT, {"tools": tools}), (COMPATIBLE, {}), (GPT, {})] * 2:
        assert outcome(reading.read(written(history, **more)), target) == outcome(body(*history, **more), target)


def test_a_name_that_another_tool_takes() -> None:
    """A tool whose name is the short form of another's moves that one: the calls of earlier turns follow."""
    reading = met()
    tools = [{"name": name, "input_schema": {"type": "object"}} for name in ("a b", shortened("a b", ()))]
    for count in (1, 2, 1, 2):
        sent = [user("x"), assistant(call("t1", "a b")), user(result("t1")), assistant("y"), user("z")]
        assert outcome(reading.read(written(sent, tools=tools[:count])), GPT) == outcome(body(*sent, tools=tools[:count]), GPT)


@pytest.mark.parametrize(
    "more",
    [
        [{"role": "system", "content": "for now", "clear_at": "next_user_message"}, assistant("b"), user("c")],
        [assistant({"type": "server_tool_use", "id": "s", "name": "web_search", "input": {"query": "q"}}), user("found?"),
         assistant({"type": "web_search_tool_result", "tool_use_id": "s", "content": [{"url": "u", "title": "t"}]}), user("c")],
        [assistant({"type": "compaction", "content": "summary"}), user("c"), assistant("d"), user("e")],
    ],
    ids=["cleared", "found later", "compacted"],
)  # fmt: skip
def test_what_is_meant_by_what_follows(more: list[Json]) -> None:
    """What a later message clears, adds to or stands for is read with it."""
    reading = met()
    for end in [*range(1, len(more) + 1)] * 2:
        sent = [*TALK, assistant("a"), user("b"), *more[:end]]
        assert outcome(reading.read(written(sent)), GPT) == outcome(body(*sent), GPT)


def test_a_cache_control_that_moves() -> None:
    """What bears cache_control at the end comes again without it: only what stands before it is kept."""
    reading = met()
    marked = [*TALK[:4], user(result("t3"), {**text("Thanks."), "cache_control": MARK}), *TALK[5:]]
    talk = reading.read(written(marked))["messages"]
    assert talk.lasting.count == 4
    for _ in range(3):
        assert outcome(reading.read(written([*marked[:5], assistant(call("t4")), user(result("t4"))])), GPT) == outcome(
            body(*marked[:5], assistant(call("t4")), user(result("t4"))), GPT
        )
    assert talk.lasting.fit
    assert reading.read(written(TALK))["messages"].known is talk.lasting


def test_what_becomes_one_with_the_beginning() -> None:
    """A message that is merged with the last known one, since what stands between comes to nothing, leaves what is known as it is."""
    reading = met()
    marked = text("d", cache_control=MARK)
    history = [user(text("a")), assistant("b"), user(text("c")), assistant(text("")), user(marked), assistant("e"), user("f")]
    for end in (5, 7, 7, 7):
        assert outcome(reading.read(written(history[:end])), GPT) == outcome(body(*history[:end]), GPT)


def test_what_becomes_one_with_a_known_beginning() -> None:
    """A fork that goes on with the words of the last known message's role adds nothing to what is known."""
    reading = met()
    begin = [user(text("a")), assistant("b"), user(text("c"))]
    joined = [assistant(text("")), user(text("d")), assistant("e"), user("f")]
    for more in ([assistant("to be continued")], joined[:2], [assistant("to be continued")], joined) * 2:
        assert outcome(reading.read(written([*begin, *more])), GPT) == outcome(body(*begin, *more), GPT)


def test_an_unordered_history() -> None:
    """A history that has to be put in order is read anew with each turn, and told so once."""
    reading = met()
    history = [user("x"), assistant(call("t1"), call("t2")), user(result("t2", is_error=True)), assistant("y"), user("z"), assistant("a")]
    for end in (5, 6, 6):
        more = [*history[:end], user("last")] if end == 6 else history[:end]
        assert outcome(reading.read(written(more)), GPT) == outcome(body(*more), GPT)
    assert not reading.read(written([*history, user("last")]))["messages"].lasting.fit


@pytest.mark.parametrize(
    "other",
    [
        {"metadata": {"messages": TALK}, "messages": TALK[:1]},
        {"metadata": {"messages": TALK}, "messages": TALK},
        {"metadata": {"messages": TALK}, "messages": [user("other"), assistant("words")] * 5},
        {"messages": [user("x"), assistant(call("t1", messages=TALK)), user(result("t1"))]},
        {"messages": None},
        {"messages": []},
        {"messages": TALK[:-2]},
        {"messages": [*TALK[:2], user("else"), *TALK[3:]]},
    ],
    ids=["nested alone", "nested first", "nested before others", "in a call", "null", "empty", "fewer", "a fork"],
)
def test_other_places(other: Json) -> None:
    """The same bytes at another place, or other messages, are read as they are."""
    reading = met()
    for _ in range(2):
        outcome(reading.read(written(TALK)), GPT)
    request = {"model": "m", "max_tokens": 1, **other}
    for _ in range(2):
        assert reading.read(orjson.dumps(request)) == request
        assert outcome(reading.read(orjson.dumps(request)), GPT) == outcome(request, GPT)


def test_spaces() -> None:
    """A client that writes its JSON otherwise is read as ever, each time as a whole."""
    reading = met()
    raw = orjson.dumps(body(*TALK), option=orjson.OPT_INDENT_2)
    for _ in range(2):
        assert reading.read(raw) == body(*TALK)
        assert not isinstance(reading.read(raw)["messages"], Talk)
    raw = written(TALK).replace(b'"Thanks."', b'"\\u0054hanks."')
    for _ in range(2):
        assert reading.read(raw) == body(*TALK)


def test_broken_json() -> None:
    """Broken JSON behind a known beginning is refused in the words for the whole."""
    reading, raw = met(), written(TALK)
    reading.read(raw)
    for broken in (raw[:-1], raw.replace(b'"Go on."', b'"Go on.'), raw.replace(b',"max_tokens"', b'"max_tokens"'), raw + b"]"):
        with pytest.raises(orjson.JSONDecodeError) as wanted:
            orjson.loads(broken)
        with pytest.raises(orjson.JSONDecodeError) as got:
            reading.read(broken)
        assert str(got.value) == str(wanted.value)


def test_one_that_never_comes_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is kept of a conversation that came once; from its second coming on it is, and what is remembered of others is bounded."""
    monkeypatch.setattr(talks, "TOLD_BY", 1024)
    reading = Reading()
    for number in range(2 * talks.MOST_MET):
        assert not isinstance(reading.read(written([user(f"{number}"), *TALK[1:]]))["messages"], Talk)
    assert len(reading.talks._met) == talks.MOST_MET
    last = reading.read(written([user(f"{number}"), *TALK[1:]]))["messages"]
    assert isinstance(last, Talk)
    assert last.known is None
    assert reading.read(written([user(f"{number}"), *TALK[1:]]))["messages"].known is last.lasting
    assert not isinstance(reading.read(written([user("0"), *TALK[1:]]))["messages"], Talk)


def test_bounded() -> None:
    """What is kept stays within its bounds, a conversation that goes on counts once, and what came last is kept."""
    reading = met()
    for number in range(3 * talks.MOST_TALKS):
        for end in (3, 5, 7):
            reading.read(written([user(f"{number}"), *TALK[1:end]]))
    kept = reading.talks._talks
    assert len(kept) == talks.MOST_TALKS
    assert kept[-1].count == 6
    for number in range(9):
        reading.read(written([user(f"{number}" + "x" * (talks.MOST_BYTES // 3)), *TALK[1:]]))
    assert sum(talk.size for talk in reading.talks._talks) == reading.talks.size <= talks.MOST_BYTES
    assert all(talk.size > len(talk.coded) + 300 * talk.count for talk in reading.talks._talks)
    many = [user("x"), assistant("y")] * (talks.MOST_BYTES // 600)
    kept = list(reading.talks._talks)
    for _ in range(2):
        assert outcome(reading.read(written([*many, user("z")])), GPT) == outcome(body(*many, user("z")), GPT)
    assert reading.talks._talks == kept
    huge = written([user("x" * talks.MOST_BYTES), *TALK[1:]])
    reading.read(huge)
    assert not isinstance(reading.read(huge)["messages"], Talk)


@pytest.mark.parametrize(
    "content",
    [
        "x" * (talks.MOST_BYTES + 1),
        [text("x" * (talks.MOST_BYTES + 1))],
        [result("t", "x" * (talks.MOST_BYTES + 1))],
        [result("t", [text("x" * (talks.MOST_BYTES + 1))])],
        [{"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "A" * (talks.MOST_BYTES + 1)}}],
    ],
    ids=["words", "text", "result", "text of a result", "image"],
)
def test_what_is_too_long_is_not_written(content: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tens of megabytes are not written to learn that they are too long to be kept."""
    monkeypatch.setattr(orjson, "dumps", lambda _: pytest.fail("written"))
    messages = [user("a"), assistant("b"), {"role": "user", "content": content}, assistant("c"), user("d")]
    value = {"messages": messages}
    SameTalks().keep(json.dumps(value).encode(), 12, value, None)
    assert value["messages"] is messages
