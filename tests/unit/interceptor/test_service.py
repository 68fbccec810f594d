"""The interceptor under gunicorn: what must survive a kill, a full disk and many clients at once."""

import os
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from pathlib import Path

import psutil
import pytest

from tests.unit.interceptor.support import Service, event, free_port, read_lines, service, until

FILLER = "x" * 1_000


@pytest.fixture
def errors(tmp_path: Path) -> Path:
    """Where the service's stderr goes."""
    return tmp_path / "stderr"


def test_kill_right_after_an_answer_loses_nothing(tmp_path: Path, errors: Path) -> None:
    """Every event that was answered is in the file, although the worker is killed after each answer; the worker comes back."""
    with service(tmp_path / "data", errors) as running:
        for number in range(5):
            assert running.post({"events": [event(f"event-{number}")]}).status_code == 200
            running.worker.send_signal(signal.SIGKILL)
            assert until(running.answers)
    assert [line["name"] for line in read_lines(tmp_path / "data" / "interceptor.log")] == [f"event-{number}" for number in range(5)]


def test_can_be_started_again_right_after_its_master_was_killed(tmp_path: Path, errors: Path) -> None:
    """A worker whose master was killed gives the port free by itself, soon enough for the next master, which loses nothing either."""
    folder, port = tmp_path / "data", free_port()
    with service(folder, errors, port) as running:
        assert running.post({"events": [event("first")]}).status_code == 200
        running.process.send_signal(signal.SIGKILL)
        running.process.wait(10)
        with service(folder, tmp_path / "stderr-2", port) as again:
            assert again.process.poll() is None
            assert until(lambda: len(psutil.Process(again.process.pid).children()) == 1)
            assert again.post({"events": [event("second")]}).status_code == 200
    assert [line["name"] for line in read_lines(folder / "interceptor.log")] == ["first", "second"]


def test_rotation_under_eight_clients_keeps_every_line(tmp_path: Path, errors: Path) -> None:
    """Eight clients at once make the log rotate many times: each line is there once, whole, and in its client's order."""
    folder = tmp_path / "data"
    clients, batches, size = 8, 25, 10

    def client(number: int) -> None:
        for batch in range(batches):
            events = [event(f"{number}-{batch * size + position}", filler=FILLER) for position in range(size)]
            assert running.post({"events": events}).json() == {"accepted": size}

    with service(folder, errors, LOG_MAX_BYTES="100000", LOG_KEEP="100") as running, ThreadPoolExecutor(clients) as pool:
        list(pool.map(client, range(clients)))
    files = sorted(folder.glob("interceptor.log*"), key=lambda file: -int(file.suffix[1:]) if file.suffix[1:].isdigit() else 1)
    assert len(files) > 10
    assert all(file.stat().st_size <= 100_000 for file in files)
    names = [line["name"] for line in read_lines(*files)]
    assert set(Counter(names).values()) == {1}
    for number in range(clients):
        assert [name for name in names if name.startswith(f"{number}-")] == [f"{number}-{i}" for i in range(batches * size)]


@contextmanager
def small_disk(folder: Path) -> Iterator[None]:
    """Mount a file system of 64 KiB."""
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder], capture_output=True, text=True, check=False)
    if mounted.returncode:
        pytest.skip(f"a file system cannot be mounted here ({mounted.stderr.strip()}); the file size limit is tested instead")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


def limit_files(running: Service, size: int) -> None:
    """Limit the size of the files that the worker writes."""
    running.worker.rlimit(psutil.RLIMIT_FSIZE, (size, 10**9))


@pytest.mark.parametrize("way", ["small disk", "file size limit"])
def test_full_disk_keeps_lines_and_recovers_by_itself(tmp_path: Path, errors: Path, way: str) -> None:
    """While the disk is full clients get 200 and /health says degraded in plain words; then every line is written, in order."""
    folder = tmp_path / "disk"
    real = way == "small disk"
    with small_disk(folder) if real else nullcontext(), service(folder, errors) as running:
        if not real:
            limit_files(running, 65_536)
        for number in range(100):
            assert running.post({"events": [event(f"{number}", filler=FILLER)]}).status_code == 200
        telemetry = running.health()["telemetry"]
        assert telemetry["state"] == "failing"
        assert telemetry["reason"] == ("the disk is full" if real else "the file may not grow further (a file size limit)")
        assert 30 <= telemetry["kept_lines"] <= 60
        read_lines(folder / "interceptor.log")
        if real:
            subprocess.run(["mount", "-o", "remount,size=16m", folder], check=True)
        else:
            limit_files(running, 10**9)
        assert until(lambda: running.health()["telemetry"]["state"] == "writing")
        assert [line["name"] for line in read_lines(folder / "interceptor.log")] == [str(number) for number in range(100)]
    said = errors.read_text().splitlines()
    assert [line.split(" to ")[0] for line in said] == ["ERROR telemetry cannot be written", "WARNING telemetry is written"]
    assert "0 were dropped" in said[1]


def test_folder_replaced_by_a_file_and_back(tmp_path: Path, errors: Path) -> None:
    """A data folder that becomes a file: 200, bounded memory, a gap line that says how many were dropped, the newest lines kept."""
    folder = tmp_path / "data"
    with service(folder, errors) as running:
        shutil.rmtree(folder)
        folder.write_text("in the way")
        for number in range(30):
            assert running.post({"events": [event(f"{number}", filler="x" * 100_000)]}).status_code == 200
        telemetry = running.health()["telemetry"]
        assert telemetry["reason"] == "a file stands where the folder should be"
        assert telemetry["kept_lines"] + telemetry["dropped_lines"] == 30
        assert telemetry["kept_lines"] * 100_000 <= 2_000_000
        folder.unlink()
        assert until(lambda: running.health()["telemetry"]["state"] == "writing")
    lines = read_lines(folder / "interceptor.log")
    assert (lines[0]["source"], lines[0]["kind"]) == ("gateway", "gap")
    assert lines[0]["event"]["dropped"] == telemetry["dropped_lines"]
    assert [line["name"] for line in lines[1:]] == [str(number) for number in range(telemetry["dropped_lines"], 30)]


def test_what_is_kept_is_written_at_exit(tmp_path: Path, errors: Path) -> None:
    """A stop right after the disk is back writes what was kept in memory."""
    folder = tmp_path / "data"
    with service(folder, errors) as running:
        folder.rename(tmp_path / "moved")
        folder.write_text("in the way")
        assert running.post({"events": [event("kept")]}).status_code == 200
        folder.unlink()
    assert [line["name"] for line in read_lines(folder / "interceptor.log")] == ["kept"]


@pytest.mark.parametrize("missing", ["EDGE_SECRET", "INTERCEPTOR_PORT"])
def test_bad_environment_is_one_plain_sentence(tmp_path: Path, missing: str) -> None:
    """Without its secret, or with a port that is none, it ends with a status and names the variable, without a traceback."""
    env = {"PATH": os.environ["PATH"], "EDGE_SECRET": "s", "DATA_DIR": str(tmp_path), "INTERCEPTOR_PORT": "4000"}
    env[missing] = ""
    command = [sys.executable, "-m", "gunicorn", "--config", "python:interceptor.gunicorn_settings", "interceptor.wsgi:app"]
    ended = subprocess.run(command, env=env, capture_output=True, text=True, check=False, timeout=30)
    assert ended.returncode != 0
    assert len(ended.stderr.splitlines()) == 1
    assert missing in ended.stderr
