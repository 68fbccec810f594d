"""Whole tasks: OpenAI's SDK, real tools in a folder, both wires, streamed and not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from openai import OpenAI

from tests.unit.gateway.offline.workbench import Workbench, drive

WIRES = [(wire, stream) for wire in ("responses", "chat") for stream in (True, False)]


@pytest.fixture
def client(offline_url: str) -> Iterator[OpenAI]:
    """OpenAI's SDK on the backend."""
    with OpenAI(base_url=f"{offline_url}/v1", api_key="sk-test", max_retries=0) as found:
        yield found


@pytest.mark.parametrize(("wire", "stream"), WIRES)
def test_write_run_edit_run(client: OpenAI, tmp_path: Path, wire: str, stream: bool) -> None:
    """A task of four steps is done step by step, with the files and outputs to show for it."""
    bench = Workbench(tmp_path)
    prompt = "make greet.py which prints hi, run it, then change hi to bye and run it again"
    text = drive(client, bench, prompt, wire=wire, stream=stream)
    assert bench.calls == ["Write", "Bash", "Edit", "Bash"]
    assert (tmp_path / "greet.py").read_text() == "print('bye')\n"
    assert "no model" in text
    assert "hi\n" in text
    assert "bye\n" in text
    assert sorted(path.name for path in tmp_path.iterdir()) == ["greet.py"]


@pytest.mark.parametrize(("wire", "stream"), WIRES)
def test_write_read(client: OpenAI, tmp_path: Path, wire: str, stream: bool) -> None:
    """A file is written below the working directory that the system prompt states, and its text comes back in the answer."""
    bench = Workbench(tmp_path)
    text = drive(client, bench, "Create a file called \"notes/día 1.md\" that says 'leche, ¿sí?' and show it", wire=wire, stream=stream)
    assert bench.calls == ["Write", "Read"]
    assert (tmp_path / "notes" / "día 1.md").read_text() == "leche, ¿sí?\n"
    assert "leche, ¿sí?" in text


def test_edit_of_a_file_not_read(client: OpenAI, tmp_path: Path) -> None:
    """A file is read before it is edited, and every match is replaced when the client refuses to replace one of several."""
    (tmp_path / "x.cfg").write_text("foo=foo\n")
    bench = Workbench(tmp_path)
    drive(client, bench, "replace foo with bar in x.cfg", wire="responses", stream=True)
    assert (tmp_path / "x.cfg").read_text() == "bar=bar\n"
    assert bench.calls == ["Read", "Edit", "Edit"]


def test_write_over_a_file_not_read(client: OpenAI, tmp_path: Path) -> None:
    """Where the client refuses to overwrite a file that it has not read, it is read and then written."""
    (tmp_path / "hello.txt").write_text("old\n")
    bench = Workbench(tmp_path)
    drive(client, bench, 'Write "new" to hello.txt', wire="chat", stream=True)
    assert (tmp_path / "hello.txt").read_text() == "new\n"
    assert bench.calls == ["Write", "Read", "Write"]


def test_append(client: OpenAI, tmp_path: Path) -> None:
    """A line is added below what stands in the file, without the line numbers of the read tool."""
    (tmp_path / "log.txt").write_text("one\n  two\n")
    drive(client, Workbench(tmp_path), 'append "three" to log.txt', wire="responses", stream=True)
    assert (tmp_path / "log.txt").read_text() == "one\n  two\nthree\n"


@pytest.mark.parametrize(
    ("prompt", "calls"),
    [
        ("read missing.txt then run echo on", ["Read", "Bash"]),
        ("replace nowhere with here in x.cfg then run echo on", ["Read", "Edit", "Bash"]),
    ],
)
def test_what_fails_is_said(client: OpenAI, tmp_path: Path, prompt: str, calls: list[str]) -> None:
    """A step that fails is not tried for ever: the next steps are done and the answer says what failed."""
    (tmp_path / "x.cfg").write_text("a=b\n")
    bench = Workbench(tmp_path)
    text = drive(client, bench, prompt, wire="responses", stream=False)
    assert bench.calls == calls
    assert "Could not" in text
    assert "on\n" in text


def test_a_client_that_always_refuses(client: OpenAI, tmp_path: Path) -> None:
    """A write that the client refuses again and again ends after two errors."""

    class Refusing(Workbench):
        def use(self, name: str, arguments: str) -> str:
            self.calls.append(name)
            return "<tool_use_error>File has not been read yet. Read it first before writing to it.</tool_use_error>"

    bench = Refusing(tmp_path)
    text = drive(client, bench, "Write hello.txt", wire="responses", stream=True)
    assert bench.calls == ["Write", "Read", "Write"]
    assert "Could not write hello.txt" in text
