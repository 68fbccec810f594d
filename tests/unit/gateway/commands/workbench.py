"""A machine for the commands: ports and folders of their own, and a process that stands for a running gateway."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner, Result

from gateway.cli import main
from gateway.running import instance
from tests.unit.gateway.ports import free


@dataclass
class Machine:
    """env is what the commands are run with."""

    folder: Path
    env: dict[str, str]

    @property
    def port(self) -> int:
        return int(self.env["PORT"])

    @property
    def run_folder(self) -> Path:
        return self.folder / "run" / str(self.port)

    def run(self, *arguments: str, **env: str) -> Result:
        """Run openai-code with these arguments; env is added to the machine's own."""
        return CliRunner().invoke(main, list(arguments), env={**self.env, **env})

    @contextmanager
    def gateway(self, ready: bool = True, socket: str = "/no/such.sock") -> Iterator[subprocess.Popen[bytes]]:
        """Have a process that counts as the running gateway."""
        self.run_folder.mkdir(parents=True, exist_ok=True)
        with subprocess.Popen(["sleep", "60"]) as process:
            mine = instance.Instance(process.pid, instance.born(process.pid), self.port, str(self.folder), "offline", socket, ready)
            instance.write(self.run_folder, mine)
            try:
                yield process
            finally:
                process.kill()


def machine(folder: Path, **env: str) -> Machine:
    """Return a machine on which nothing runs."""
    ports = {name: str(free()) for name in ("PORT", "LITELLM_PORT", "INTERCEPTOR_PORT", "TRANSLATOR_PORT")}
    return Machine(folder, {"OFFLINE": "1", "DATA_DIR": str(folder / "data"), "RUN_DIR": str(folder / "run"), **ports, **env})
