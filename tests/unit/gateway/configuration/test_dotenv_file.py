""".env as people really write it."""

from pathlib import Path

import pytest

from gateway.configuration.dotenv_file import read_dotenv


def written(folder: Path, text: str | bytes) -> Path:
    """Return a .env with this text."""
    path = folder / ".env"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_values_and_lines(tmp_path: Path) -> None:
    """Values lose quotes and remarks, $ stays as it is, and each name's line is known."""
    path = written(tmp_path, "\ufeff# a remark\n\nA=1 # why\nexport B='x y'\nC=\"$HOME\"\nD=\n")
    values, lines, problems = read_dotenv(path)
    assert values == {"A": "1", "B": "x y", "C": "$HOME", "D": ""}
    assert lines == {"A": 3, "B": 4, "C": 5, "D": 6}
    assert problems == []


@pytest.mark.parametrize(
    "line", ["sk-proj-secretsecret", "OPENAI_API_KEY: sk-proj-secretsecret", "sk-secretsecret==", "A B sk-secretsecret"]
)
def test_line_that_is_no_setting(tmp_path: Path, line: str) -> None:
    """A line that is not NAME=value is told by its number alone, since it may be a key; the others still count."""
    values, _, problems = read_dotenv(written(tmp_path, f"A=1\n\n{line}\nB=2\n"))
    assert values == {"A": "1", "B": "2"}
    assert [str(problem) for problem in problems] == [
        f"error: {tmp_path}/.env:3: is not NAME=value. Write one setting a line, as in .env.example."
    ]


def test_absent(tmp_path: Path) -> None:
    """No file is nothing set, and no problem."""
    assert read_dotenv(tmp_path / ".env") == ({}, {}, [])
    assert read_dotenv(None) == ({}, {}, [])


def test_folder_in_its_place(tmp_path: Path) -> None:
    """A folder named .env, as docker makes of a missing mount, is told and not a traceback."""
    (tmp_path / ".env").mkdir()
    _, _, problems = read_dotenv(tmp_path / ".env")
    assert "cannot be read: Is a directory." in str(problems[0])


def test_not_text(tmp_path: Path) -> None:
    """A file that is no UTF-8 is told and not a traceback."""
    _, _, problems = read_dotenv(written(tmp_path, b"A=\xff\xfe"))
    assert "it is not UTF-8 text" in str(problems[0])
