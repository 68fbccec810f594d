"""Real ports and real folders that stand in the way of a start."""

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from gateway.check import configuration
from gateway.configuration.environment import CONTAINER
from gateway.configuration.obstacles import obstacles
from gateway.setting_types import PROJECT
from tests.gateway import COMMAND
from tests.unit.gateway.ports import free, taken

NOBODY = 65534


def around(folder: Path, **more: str) -> dict[str, str]:
    """Return an environment whose folders and ports are the test's own."""
    ports = {name: str(free()) for name in ("PORT", "LITELLM_PORT", "INTERCEPTOR_PORT", "TRANSLATOR_PORT")}
    return {"OFFLINE": "1", "DATA_DIR": str(folder / "data"), "RUN_DIR": str(folder / "run"), **ports, **more}


def told(environ: dict[str, str]) -> list[str]:
    """Return the obstacles as a user reads them."""
    return [str(problem) for problem in obstacles(configuration(environ, None))]


def test_nothing_in_the_way(tmp_path: Path) -> None:
    """Free ports and folders that can be made are no obstacle."""
    assert told(around(tmp_path)) == []


@pytest.mark.parametrize("name", ["PORT", "LITELLM_PORT", "INTERCEPTOR_PORT", "TRANSLATOR_PORT"])
def test_taken_port(tmp_path: Path, name: str) -> None:
    """A taken port is told with its variable and the program that holds it."""
    with taken() as port:
        (problem,) = told(around(tmp_path, **{name: str(port)}))
    assert problem.startswith(f"error: {name}: {port} is taken by ")
    assert problem.endswith(f"(pid {os.getpid()}). Stop that program, or set {name} to a free port.")


@pytest.mark.parametrize(("name", "without"), [("LITELLM_PORT", {"LITELLM": "off"}), ("TRANSLATOR_PORT", {"TRANSLATOR": "litellm"})])
def test_taken_port_that_nobody_wants(tmp_path: Path, name: str, without: dict[str, str]) -> None:
    """The port of a program that is not started may be taken."""
    with taken() as port:
        assert told(around(tmp_path, **{name: str(port)}, **without)) == []


def test_port_taken_on_another_address(tmp_path: Path) -> None:
    """A port that someone listens on at another address is free for us."""
    with taken("::1") as port:
        assert told(around(tmp_path, PORT=str(port))) == []


def test_strange_address(tmp_path: Path) -> None:
    """A HOST that is no address of this machine is told as that."""
    (problem,) = told(around(tmp_path, HOST="192.0.2.1", PROXY_API_KEY="own"))
    assert problem == (
        "error: HOST: 192.0.2.1 cannot be listened on: Cannot assign requested address. Give an address of this machine, such as 127.0.0.1."
    )


@pytest.mark.parametrize("name", ["DATA_DIR", "RUN_DIR"])
def test_file_in_the_folders_place(tmp_path: Path, name: str) -> None:
    """A folder that cannot be one is told with its variable."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert told(around(tmp_path, **{name: str(tmp_path / "file")})) == [
        f"error: {name}: {tmp_path}/file cannot be written: it is a file. Set {name} to a folder that can be written."
    ]


def as_nobody(folder: Path, environ: dict[str, str]) -> list[str]:
    """Return the obstacles as a user without rights reads them."""
    code = (
        # What is imported late may stand where only root reads.
        "import encodings.idna, json, os, sys; from gateway.check import configuration\n"
        "from gateway.configuration.obstacles import obstacles\n"
        f"os.setgroups([]); os.setgid({NOBODY}); os.setuid({NOBODY})\n"
        "print(*obstacles(configuration(json.loads(sys.argv[1]), None)), sep='\\n')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, json.dumps(environ)],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
        env={"PATH": os.environ["PATH"]},
    )
    return done.stdout.splitlines()


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become another user")
def test_folder_of_someone_else(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A folder that is not ours is told with the chown that mends it; one that cannot be made with the mkdir before."""
    folder = tmp_path_factory.mktemp("of someone")
    for above in (folder, *folder.parents[:2]):
        above.chmod(0o755)
    (folder / "data").mkdir(mode=0o755)
    environ = around(folder, RUN_DIR="/tmp")
    what = f"error: DATA_DIR: {folder}/data cannot be written: Permission denied."
    assert as_nobody(folder, environ) == [f"{what} Run: sudo chown -R {NOBODY}:{NOBODY} '{folder}/data'"]
    deeper = folder / "data" / "x"
    (problem,) = as_nobody(folder, {**environ, "DATA_DIR": str(deeper)})
    assert problem.endswith(f"Run: sudo mkdir -p '{deeper}' && sudo chown -R {NOBODY}:{NOBODY} '{deeper}'")
    (problem,) = as_nobody(folder, {**environ, "RUN_DIR": "/tmp", CONTAINER: "1"})
    assert problem.endswith(f"Run: sudo chown -R {NOBODY}:{NOBODY} the folder that you mount there")


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become another user")
def test_port_below_1024(tmp_path: Path) -> None:
    """A port that only root may take is told as that, where the system keeps such ports."""
    first = int(Path("/proc/sys/net/ipv4/ip_unprivileged_port_start").read_text())
    if first <= 81:
        pytest.skip("this system keeps no port for root")
    problems = as_nobody(tmp_path, around(tmp_path, PORT="81", DATA_DIR="/tmp", RUN_DIR="/tmp"))
    assert problems == ["error: PORT: 81 is a port that this user may not listen on. Set it to 1024 or above."]


def test_no_room_for_a_start(tmp_path: Path) -> None:
    """A RUN_DIR that takes no more bytes is told before a start, which would break off in the middle."""
    done = subprocess.run(
        [COMMAND, "check"],
        # Under the limit Python would leave cut-off byte code of ours behind, which breaks whatever imports it next.
        env={**around(tmp_path), "PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000)),
    )
    assert done.returncode == 2
    assert f"error: RUN_DIR: {tmp_path}/run cannot be written: File too large." in done.stderr
