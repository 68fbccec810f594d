"""The file of the index."""

import sqlite3
from pathlib import Path

import pytest

from interceptor.index.schema import create, read_only


def test_kept_where_it_is_whole(tmp_path: Path) -> None:
    """An index of this version is opened as it is."""
    connection = create(tmp_path / "i")
    connection.execute("INSERT INTO files VALUES (1, 'requests', 2, 3)")
    connection.close()
    assert create(tmp_path / "i").execute("SELECT count(*) FROM files").fetchone()[0] == 1


@pytest.mark.parametrize("content", [b"no database at all" * 500, b"", b"SQLite format 3\0" + b"\xff" * 5000])
def test_made_anew_where_it_is_damaged(tmp_path: Path, content: bytes) -> None:
    """A damaged file is replaced by an empty index, also where its journal was left behind."""
    (tmp_path / "i").write_bytes(content)
    (tmp_path / "i-wal").write_bytes(b"left behind")
    connection = create(tmp_path / "i")
    assert connection.execute("SELECT count(*) FROM requests").fetchone()[0] == 0


def test_made_anew_where_it_is_of_another_version(tmp_path: Path) -> None:
    """An index of another version is replaced; until then nobody reads it."""
    connection = create(tmp_path / "i")
    connection.execute("INSERT INTO files VALUES (1, 'requests', 2, 3)")
    connection.execute("PRAGMA user_version = 999")
    connection.close()
    with pytest.raises(sqlite3.OperationalError, match="another version"):
        read_only(tmp_path / "i")
    assert create(tmp_path / "i").execute("SELECT count(*) FROM files").fetchone()[0] == 0


def test_questions_cannot_write(tmp_path: Path) -> None:
    """Who asks cannot change it, and makes none where there is none."""
    with pytest.raises(sqlite3.OperationalError):
        read_only(tmp_path / "none")
    assert not (tmp_path / "none").exists()
    create(tmp_path / "i")
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        read_only(tmp_path / "i").execute("DELETE FROM files")


def test_others_cannot_read_it(tmp_path: Path) -> None:
    """Neither the index nor what stands beside it can be read by other users of the machine."""
    connection = create(tmp_path / "i")
    connection.execute("INSERT INTO files VALUES (1, 'requests', 2, 3)")
    assert len(list(tmp_path.iterdir())) == 3
    assert not [path for path in tmp_path.iterdir() if path.stat().st_mode & 0o007]
