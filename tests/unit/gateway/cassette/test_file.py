"""The file of a cassette."""

import os
from pathlib import Path

import pytest

from gateway.cassette import file
from gateway.cassette.exchange import Exchange, chunk
from tests.unit.gateway.cassette.exchanges import exchange


def test_what_was_written_is_read(tmp_path: Path) -> None:
    """Every byte and every null comes back, in order, from a file that only its owner may read."""
    path = tmp_path / "a" / "run.jsonl"
    file.begin(path)
    made = [exchange(body={"model": "m", "stop": None}), exchange(client=False)]
    made[0].upstream.chunks = [chunk(1.5, "ä".encode()[:1]), chunk(2.5, "ä".encode()[1:] + b"\n")]
    for one in made:
        file.append(path, one)
    assert file.read(path) == made
    assert b"".join(data for _, data in file.read(path)[0].upstream.pieces()) == "ä\n".encode()
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_cassette_is_gone_on_with(tmp_path: Path) -> None:
    """A second recording into the same file adds to it, and makes it private where it was not."""
    path = tmp_path / "run.jsonl"
    file.begin(path)
    file.append(path, exchange())
    path.chmod(0o644)
    file.begin(path)
    file.append(path, exchange())
    assert len(file.read(path)) == 2
    assert path.stat().st_mode & 0o777 == 0o600


def test_an_empty_file_becomes_a_cassette(tmp_path: Path) -> None:
    """As mktemp makes them."""
    path = tmp_path / "run.jsonl"
    path.touch()
    file.begin(path)
    assert file.read(path) == []


@pytest.mark.parametrize("content", ["hello\n", "[]\n", '{"format": "x"}\n', '{"format": "openai-code cassette", "version": 2}\n'])
def test_another_file_is_left_alone(tmp_path: Path, content: str) -> None:
    """What is no cassette of this version is neither recorded into nor read, and stays as it is."""
    path = tmp_path / "notes.txt"
    path.write_text(content)
    for use in (file.begin, file.read):
        with pytest.raises(file.CassetteError, match="record"):
            use(path)
    assert path.read_text() == content


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    """A folder, a pipe, a missing file, in plain words."""
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe"):
        with pytest.raises(file.CassetteError, match="is no file"):
            file.begin(path)
    with pytest.raises(file.CassetteError, match="cannot be read: No such file"):
        file.read(tmp_path / "none")


@pytest.mark.parametrize(("line", "told"), [("{", ":2: is not JSON"), ("{}", ":2: at: Field required")])
def test_a_damaged_line_is_named(tmp_path: Path, line: str, told: str) -> None:
    """With its number and what is wrong, without what it holds."""
    path = tmp_path / "run.jsonl"
    file.begin(path)
    with path.open("a") as written:
        written.write(line + "\n")
    with pytest.raises(file.CassetteError, match=told):
        file.read(path)


def test_fields_of_a_later_make_are_passed_over() -> None:
    """A cassette of the same version with one more field is read."""
    assert Exchange.model_validate({**exchange().model_dump(), "later": 1}) == exchange()
