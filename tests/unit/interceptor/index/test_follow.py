"""The thread that keeps the index."""

import time
from pathlib import Path

import pytest

from interceptor.index import follow
from interceptor.index.follow import Follower, Lock
from interceptor.usage.queries import NotAnswered, Usage
from tests.unit.interceptor.index.lines import append, record
from tests.unit.interceptor.support import until


def requests(usage: Usage) -> int:
    """Return how many are in the index; -1 where there is none."""
    try:
        return int(usage.usage()["totals"]["requests"])
    except NotAnswered:
        return -1


@pytest.fixture(autouse=True)
def _fast(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(follow, "RETRY_SECONDS", 0.1)
    monkeypatch.setattr(follow, "REOPEN_SECONDS", 0.1)


def test_follows_and_comes_back(tmp_path: Path) -> None:
    """New lines are there within moments; an index that is removed or damaged meanwhile is made anew."""
    append(tmp_path / "requests.log", record(1))
    follower, usage = Follower(tmp_path, 3, look_seconds=0.05), Usage(tmp_path, 3)
    follower.start()
    try:
        assert until(lambda: requests(usage) == 1)
        append(tmp_path / "requests.log", record(2))
        assert until(lambda: requests(usage) == 2)
        (tmp_path / "index.sqlite").unlink()
        assert until(lambda: requests(usage) == 2)
        (tmp_path / "index.sqlite").write_bytes(b"damaged" * 10_000)
        append(tmp_path / "requests.log", record(3))
        assert until(lambda: requests(usage) == 3)
        assert usage.status().state == "current"
    finally:
        follower.close()


def test_one_process_writes(tmp_path: Path) -> None:
    """While another has the lock nothing is written, and nothing is said to be wrong; then it goes on."""
    append(tmp_path / "requests.log", record(1))
    follower, usage = Follower(tmp_path, 3, look_seconds=0.05), Usage(tmp_path, 3)
    with Lock(tmp_path / "index.lock") as mine:
        assert mine
        follower.start()
        time.sleep(0.3)
        assert requests(usage) == -1
        assert follower.trouble is None
    try:
        assert until(lambda: requests(usage) == 1)
    finally:
        follower.close()


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    """Where no index can be made the reason is told in plain words, and it is tried again."""
    folder = tmp_path / "data"
    folder.write_text("in the way")
    follower = Follower(folder, 3, look_seconds=0.05)
    usage = Usage(folder, 3, lambda: follower.trouble)
    follower.start()
    try:
        assert until(lambda: follower.trouble is not None)
        assert usage.status().state == "off"
        assert "a file stands where the folder should be" in str(usage.status().reason)
        folder.unlink()
        append(folder / "requests.log", record(1))
        assert until(lambda: requests(usage) == 1)
    finally:
        follower.close()


def test_a_disk_that_is_nearly_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The index leaves the last of a disk to the logs."""
    monkeypatch.setattr(follow, "LEAST_FREE", 1 << 62)
    follower = Follower(tmp_path, 3)
    follower.start()
    try:
        assert until(lambda: follower.trouble is not None)
        assert "the disk is full" in str(follower.trouble)
        assert not (tmp_path / "index.sqlite").exists()
    finally:
        follower.close()
