"""No credential passes into a cassette, and what is none stays."""

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.cassette.clean import Cleaner
from gateway.cassette.clean_answer import clean_frames

KEY = st.from_regex(r"sk-(proj-)?[A-Za-z0-9]{20,40}", fullmatch=True)
SECRET = st.from_regex(r"[A-Za-z0-9_.+]{16,40}", fullmatch=True)
WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=20)
NAME = st.sampled_from(["authorization", "x-api-key", "apiKey", "OPENAI_API_KEY", "password", "client_secret"])


def placed(value: str) -> st.SearchStrategy[Any]:
    """Return JSON values that hold the value somewhere: below names, in lists, in texts, in JSON inside a text, in a signature."""
    return st.recursive(
        st.just(value) | st.builds("{} {} {}".format, WORDS, st.just(value), WORDS),
        lambda inner: (
            st.lists(inner, min_size=1, max_size=2)
            | st.dictionaries(WORDS.filter(bool), inner, min_size=1, max_size=2)
            | inner.map(json.dumps)
            | inner.map(lambda item: "oc1." + base64.urlsafe_b64encode(json.dumps(["m", item]).encode()).decode().rstrip("="))
        ),
        max_leaves=4,
    )


def everything(value: Any) -> str:  # noqa: ANN401 (any JSON value)
    """Return all text in a value, that which is packed into signatures too."""
    if isinstance(value, str):
        if value.startswith("oc1."):
            return everything(json.loads(base64.urlsafe_b64decode(value[4:] + "=" * (-len(value[4:]) % 4))))
        try:
            inner = json.loads(value)
        except ValueError:
            return value
        return value if isinstance(inner, str | int | float) or inner is None else everything(inner)
    if isinstance(value, list):
        return "\n".join(map(everything, value))
    if isinstance(value, dict):
        return "\n".join([*value, *map(everything, value.values())])
    return str(value)


@given(st.data())
def test_no_key_stays(data: st.DataObject) -> None:
    """Whatever looks like a key goes, wherever it stands; doing it again changes nothing."""
    key = data.draw(KEY)
    clean = Cleaner().value({"input": data.draw(placed(key))})
    assert key not in everything(clean)
    assert Cleaner().value(clean) == clean


@given(st.data())
def test_a_known_secret_goes_whatever_it_looks_like(data: st.DataObject) -> None:
    """The key that the upstream is shown goes, though it has no shape that anybody knows."""
    secret = data.draw(SECRET)
    clean = Cleaner([secret]).value({"input": data.draw(placed(secret))})
    assert secret not in everything(clean)


@given(NAME, WORDS.filter(bool) | st.integers() | st.lists(WORDS, min_size=1))
def test_the_value_of_a_credential_goes_by_its_name(name: str, value: object) -> None:
    """What stands under the name of a credential goes, also in the JSON text of a tool's arguments."""
    assert Cleaner().value({name: value}) == {name: "[redacted]"}
    assert json.loads(Cleaner().text(json.dumps({name: value, "x": 1}))) == {name: "[redacted]", "x": 1}


def test_a_tools_parameters_are_described_as_before() -> None:
    """A parameter called password is no password: the schema stays, so that the request can be translated again."""
    tool = {"name": "login", "input_schema": {"type": "object", "properties": {"password": {"type": "string"}}, "required": ["password"]}}
    assert Cleaner().value({"tools": [tool]}) == {"tools": [tool]}


@pytest.mark.parametrize("word", ["offline", "dummy", "x"])
def test_a_short_key_does_not_take_words_out_of_texts(word: str) -> None:
    """The stand-ins for keys that local servers are shown are ordinary words."""
    assert Cleaner([word]).text(f"the {word} backend") == f"the {word} backend"


def pieces_of(text: str, sizes: list[int]) -> list[str]:
    """Cut a text into pieces of these sizes, again and again."""
    cut: list[str] = []
    while text:
        size = sizes[len(cut) % len(sizes)]
        cut.append(text[:size])
        text = text[size:]
    return cut


def responses(piece: str) -> dict[str, Any]:
    """Return a delta of the Responses API."""
    return {"type": "response.output_text.delta", "item_id": "msg_1", "output_index": 0, "content_index": 0, "delta": piece}


def chat(piece: str) -> dict[str, Any]:
    """Return a delta of chat completions: a piece of a call's arguments."""
    call = {"index": 0, "function": {"arguments": piece}}
    return {"id": "c", "choices": [{"index": 0, "delta": {"tool_calls": [call]}, "finish_reason": None}]}


def messages(piece: str) -> dict[str, Any]:
    """Return a delta of the Messages API."""
    return {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": piece}}


@pytest.mark.parametrize("event", [responses, chat, messages])
@given(key=KEY, sizes=st.lists(st.integers(1, 9), min_size=1, max_size=4), before=WORDS)
def test_a_key_that_is_spread_over_events_goes(event: Any, key: str, sizes: list[int], before: str) -> None:  # noqa: ANN401
    """A model that reads a key out writes it in pieces: they are searched together, and nothing else of the text is lost."""
    events = [event(piece) for piece in pieces_of(f"{before} {key} after", sizes)]
    frames = clean_frames(Cleaner(), "".join(f"data: {json.dumps(one)}\n\n" for one in events))
    assert len(frames) == len(events)
    told = [json.loads(frame.removeprefix("data: ")) for frame in frames]
    found = "".join(text for one in told for text in _texts(one))
    assert key not in found
    assert found == Cleaner().text(f"{before} {key} after")


def _texts(event: dict[str, Any]) -> list[str]:
    delta = event["choices"][0]["delta"]["tool_calls"][0]["function"]["arguments"] if "choices" in event else event["delta"]
    return [delta["text"] if isinstance(delta, dict) else delta]


@pytest.mark.parametrize(
    "answer", ["", "<html>busy</html>", '{"a": [1,  2]}', ': ping\r\n\r\nevent: x\r\ndata: {"delta":"a"}\r\n\r\ndata: [DONE]']
)
def test_what_needs_no_cleaning_stays_to_the_letter(answer: str) -> None:
    """Spaces, comments, line ends and a missing end stay."""
    assert "".join(clean_frames(Cleaner(), answer)) == answer
