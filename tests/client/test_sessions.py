"""Sessions that outlive what answers them: the gateway starts again, the user changes the model."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.client.cells import TARGETS, Cell, forget, grows, of_type, strict
from tests.gateway import running


@pytest.fixture
def cell(tmp_path: Path) -> Iterator[Cell]:
    """A cell with a gateway of its own, which the test may stop and start."""
    with running(tmp_path / "gateway", "--offline", LITELLM="off", OPENAI_WIRE_API="responses") as gateway:
        strict(gateway)
        yield Cell("opus", "responses", gateway, tmp_path)


def test_goes_on_after_a_restart(cell: Cell) -> None:
    """The gateway keeps nothing of a session: after a restart its reasoning is handed back as before, to the last byte."""
    session = cell.ask("Write one.txt saying 'one', then read it").session
    *_, before = cell.fine()
    _restart(cell)
    ended = cell.ask("Replace 'one' with 'two' in one.txt", "--resume", session)
    assert ended.files == {"one.txt": "two\n"}
    bodies = cell.fine()
    assert grows([before, *bodies])
    assert [len(of_type(body, "reasoning")) for body in (before, *bodies)] == [2, 3, 4]
    assert {body["prompt_cache_key"] for body in bodies} == {before["prompt_cache_key"]}
    cell.noted(session)


def test_goes_on_with_another_name(cell: Cell) -> None:
    """The client itself leaves a model's thinking out for another one; back with the first one, its reasoning is there again."""
    session = cell.ask("Write one.txt saying 'one'").session
    go_on = ("--resume", session)
    cell.ask("Write two.txt saying 'two'", *go_on, model="haiku")
    ended = cell.ask("Read one.txt", *go_on)
    assert ended.files == {"one.txt": "one\n", "two.txt": "two\n"}
    bodies = cell.fine("opus", "haiku")
    assert [body["model"] for body in bodies] == [TARGETS[model] for model in ("opus", "opus", "haiku", "haiku", "opus", "opus")]
    thoughts = [of_type(body, "reasoning") for body in bodies]
    assert [len(found) for found in thoughts] == [0, 1, 0, 1, 2, 3]
    assert thoughts[5][:2] == thoughts[4]
    assert thoughts[4][:1] == thoughts[1]
    keys = [body["prompt_cache_key"] for body in bodies]
    assert len({*keys[:2], *keys[4:]}) == len({*keys[2:4]}) == 1
    assert keys[0] != keys[2]
    cell.noted(session, models=("opus", "haiku"))


def test_goes_on_with_another_target(cell: Cell) -> None:
    """Behind the same name another model answers: it cannot read the first one's reasoning, which is left out with a note."""
    session = cell.ask("Write one.txt saying 'one'").session
    _restart(cell, BIG_MODEL=TARGETS["haiku"])
    ended = cell.ask("Read one.txt", "--resume", session)
    assert ended.text.startswith("Done.")
    bodies = cell.fine("haiku")
    assert [len(of_type(body, "reasoning")) for body in bodies] == [0, 1]
    records = cell.noted(session, "dropped-foreign-thinking")
    assert [record.get("notes", {}).get("dropped-foreign-thinking", 0) for record in records] == [0, 0, 2, 2]


def _restart(cell: Cell, **env: str) -> None:
    cell.gateway.stop()
    cell.gateway.env.update(env)
    cell.gateway.start("--offline")
    strict(cell.gateway)
    forget(cell.gateway)
