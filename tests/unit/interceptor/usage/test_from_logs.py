"""Answers without a gateway that runs."""

from pathlib import Path

import pytest

from interceptor.index.follow import Lock
from interceptor.usage.from_logs import up_to_date
from tests.unit.interceptor.index.lines import append, indexed, record


def requests(folder: Path) -> int:
    """Return what the command line would tell."""
    with up_to_date(folder, 3) as index:
        return int(index.usage()["totals"]["requests"])


def test_the_index_is_brought_up_to_date(tmp_path: Path) -> None:
    """Where nobody writes the index, what it misses is added to it."""
    append(tmp_path / "requests.log", record(1))
    indexed(tmp_path)
    append(tmp_path / "requests.log", record(2))
    assert requests(tmp_path) == 2
    assert requests(tmp_path) == 2


def test_anothers_folder_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a folder of another user's nothing is made; the answer is there all the same."""
    append(tmp_path / "requests.log", record(1))
    monkeypatch.setattr("os.geteuid", lambda: tmp_path.stat().st_uid + 1)
    assert requests(tmp_path) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["requests.log"]


def test_while_another_builds_the_index(tmp_path: Path) -> None:
    """Where another process has begun to build it, the records are read beside it."""
    append(tmp_path / "requests.log", record(1))
    with Lock(tmp_path / "index.lock"):
        assert requests(tmp_path) == 1


def test_no_folder(tmp_path: Path) -> None:
    """Without any record there is nothing, and no error."""
    assert requests(tmp_path / "none") == 0
    assert not (tmp_path / "none").exists()
