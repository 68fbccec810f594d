"""Tools that come with every request of a session are read once, and nothing that comes of a request shows it."""

from typing import Any

import orjson
import pytest

from tests.unit.translator.request.bodies import COMPATIBLE, GPT, GPT_CHAT, LOCAL_RESPONSES, assistant, call, result, user
from translator.repeated.reading import Reading
from translator.repeated.tools import MOST_BYTES, MOST_LISTS
from translator.request.passes import plan as make
from translator.request.tools.kept import Kept
from translator.request.wires.coded import dumps
from translator.target import Target
from translator.translation import upstream_body

Json = dict[str, Any]
OPEN: Json = {"type": "object", "properties": {"path": {"type": "string"}, "tree": {"type": "array"}}, "required": ["path"]}
TOOLS: list[Json] = [
    {"name": "Read", "description": "Reads. " * 400, "input_schema": OPEN},
    {"name": "a name with spaces", "description": "ü \u2028 \x01", "input_schema": {"type": "object", "$schema": "x"}, "strict": True},
    {"name": "Later", "description": "Found.", "input_schema": OPEN, "defer_loading": True},
    {"name": "Shown", "description": "", "input_schema": {"anyOf": [OPEN]}, "input_examples": [{"path": "/x"}]},
]
SEARCH: Json = {"type": "web_search_20250305", "name": "web_search", "max_uses": 2, "blocked_domains": ["a.example"]}
TALK = [user("Hello!"), assistant(call("t1", "Later"), call("t2", "a name with spaces")), user(result("t1"), result("t2"))]


def request(tools: list[Json] = TOOLS, **more: Any) -> Json:  # noqa: ANN401 (fields of the request)
    """Return a request with these tools in its middle, as Claude Code sends it."""
    return {"model": "claude-opus-5-5", "max_tokens": 10, "messages": TALK, "tools": tools, "stream": True, **more}


def test_the_same_list() -> None:
    """From its second coming on a list of tools is the one that was read first, also behind a longer conversation."""
    same = Reading()
    first = same.read(orjson.dumps(request()))
    again = same.read(orjson.dumps(request(messages=[*TALK, *TALK], max_tokens=11)))
    assert isinstance(first["tools"], Kept)
    assert again["tools"] is first["tools"]
    assert first == request()
    assert again == request(messages=[*TALK, *TALK], max_tokens=11)
    assert list(again) == list(request())


@pytest.mark.parametrize("tools", [TOOLS, [*TOOLS, SEARCH]], ids=["custom", "search"])
@pytest.mark.parametrize("target", [GPT, GPT_CHAT, LOCAL_RESPONSES, COMPATIBLE], ids=lambda target: f"{target.model}-{target.wire}")
def test_the_same_request(tools: list[Json], target: Target) -> None:
    """What goes to the upstream is byte for byte what it is without anything kept, the notes too, for every target of a list."""
    same, raw = Reading(), orjson.dumps(request(tools))

    def sent(body: Json, to: Target) -> tuple[bytes, Json]:
        plan = make(body, to, "claude-opus-5-5", "s")
        return dumps(upstream_body(plan, ())), plan.notes.kinds

    for _ in range(3):
        for to in (GPT, target):
            assert sent(same.read(raw), to) == sent(orjson.loads(raw), to)
    assert orjson.dumps(same.read(raw)) == raw


@pytest.mark.parametrize(
    "other",
    [
        {"metadata": {"tools": TOOLS}},
        {"messages": [user("x"), assistant(call("t1", tools=TOOLS)), user(result("t1"))], "tools": TOOLS[:1]},
        {"tools": None},
        {"tools": []},
        {"tools": TOOLS[:-1]},
        {"tools": [*TOOLS, TOOLS[0]]},
    ],
    ids=["nested alone", "nested first", "null", "empty", "fewer", "more"],
)
def test_other_places(other: Json) -> None:
    """The same bytes at another place, or other tools, are read as they are."""
    same = Reading()
    same.read(orjson.dumps(request()))
    plain = request(**other)
    if "tools" not in other:
        del plain["tools"]
    assert same.read(orjson.dumps(plain)) == plain


def test_twice() -> None:
    """Of two members of one name the last counts, as ever."""
    same, tools = Reading(), orjson.dumps(TOOLS)
    same.read(b'{"tools":' + tools + b"}")
    assert same.read(b'{"tools":' + tools + b',"tools":[]}') == {"tools": []}
    assert same.read(b'{"tools":[],"x":{"tools":' + tools + b"}}") == {"tools": [], "x": {"tools": TOOLS}}


def test_faults() -> None:
    """Broken JSON is refused in the same words as without anything kept."""
    same, raw = Reading(), orjson.dumps(request())
    same.read(raw)
    for broken in (raw[:-1], raw + b"}", raw.replace(b'"stream":true', b'"stream":tru'), raw.replace(b',"tools"', b'"tools"')):
        with pytest.raises(orjson.JSONDecodeError) as wanted:
            orjson.loads(broken)
        with pytest.raises(orjson.JSONDecodeError) as got:
            same.read(broken)
        assert str(got.value) == str(wanted.value)
    for odd in (b"[]", b"null", b'["tools",[]]', b'{"a":"\\"tools\\":["}'):
        assert same.read(odd) == orjson.loads(odd)


def test_bounded() -> None:
    """What is kept stays within its bounds, and what came last is kept."""
    same = Reading()
    for number in range(3 * MOST_LISTS):
        raw = orjson.dumps(request([{**TOOLS[0], "name": f"t{number}"}]))
        same.read(raw)
        assert isinstance(same.read(raw)["tools"], Kept)
    assert len(same.tools._lists) == MOST_LISTS
    for number in range(5):
        same.read(orjson.dumps(request([{**TOOLS[0], "name": f"large{number}", "description": "x" * (MOST_BYTES // 2)}])))
    assert sum(map(len, same.tools._lists)) == same.tools._size <= MOST_BYTES
    huge = orjson.dumps(request([{**TOOLS[0], "description": "x" * MOST_BYTES}]))
    same.read(huge)
    assert not isinstance(same.read(huge)["tools"], Kept)
