"""What is compared: how each system is started as its user would start it, and where it takes requests."""

import os
import secrets
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from bench import fixed, processes, table
from bench.processes import Tree
from bench.work import HEADERS, body
from bench.wrk import Target
from gateway.running import instance
from gateway.running.programs import nginx_binary

PATHS = ("direct", "governed", "litellm")
NAMES = ("nginx", "stock", *PATHS)
TITLES = {
    "nginx": "nginx alone (limit)",
    "stock": "stock LiteLLM",
    "direct": "direct",
    "governed": "governed",
    "litellm": "litellm",
    "translator": "translator alone",
    "translator-2": "translator alone, WORKERS=2",
}
UPSTREAM_KEY = "sk-bench"


@dataclass(frozen=True)
class Place:
    """Where the systems of this run stand: their folder, config.yaml, the mocks' ports, and where new ports come from."""

    folder: Path
    config: Path
    fixed: int
    paced: int


class System:
    """One system under test; slow ones get more time for each trial, so that what is cut off at its end weighs little."""

    slow = False

    def __init__(self, name: str, place: Place, ports: list[int]) -> None:
        """ports: four free ones."""
        self.name = name
        self.place = place
        self.folder = place.folder / name
        self.port = ports[0]
        self.ports = ports
        self.key = "dummy"
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        """Return what every process needs: nothing of the user's settings."""
        return {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}

    @property
    def log(self) -> Path:
        """Return where its output goes."""
        return self.folder / "output.log"

    def start(self) -> None:
        """Start it; returns before it answers."""
        self.process = processes.start(self.command(), self.environment, self.log)

    def command(self) -> list[str]:
        """Return its command line."""
        raise NotImplementedError

    def stop(self) -> None:
        """End it, if it runs."""
        if self.process is not None:
            processes.end(self.process)

    def tree(self) -> Tree:
        """Return its processes; raises RuntimeError where it has ended."""
        if self.process is None or self.process.poll() is not None:
            raise RuntimeError(f"{TITLES[self.name]} has ended; its last words stand in {self.log}")
        return Tree(self.process.pid)

    def target(self, kind: str) -> Target:
        """Return where to send what for this kind of answer."""
        url = f"http://127.0.0.1:{self.port}/v1/messages"
        return Target(url, {**HEADERS, "x-api-key": self.key}, body(table.model_name(kind), table.KINDS[kind].stream))


class Nginx(System):
    """nginx alone, passing to the mock: no machine here can do more."""

    def command(self) -> list[str]:
        """Return nginx's command line, with its configuration written."""
        config = fixed.write_limit(self.folder, self.port, self.place.fixed, self.place.paced)
        return [nginx_binary() or "nginx", "-e", "stderr", "-p", str(self.folder), "-c", str(config)]

    def target(self, kind: str) -> Target:
        """Return the same with a path that says which mock is meant: there is no model table here."""
        plain = super().target(kind)
        return Target(f"http://127.0.0.1:{self.port}/{table.KINDS[kind].base}/v1/messages", plain.headers, plain.body)


class Stock(System):
    """LiteLLM as its documentation starts it, with the same model table and a key of its own."""

    slow = True

    def __init__(self, name: str, place: Place, ports: list[int]) -> None:
        super().__init__(name, place, ports)
        self.key = f"sk-{secrets.token_hex(16)}"

    @property
    def environment(self) -> dict[str, str]:
        """Return what LiteLLM is given."""
        # The price table from the package instead of the network: nothing here leaves this machine.
        own = {"LITELLM_MASTER_KEY": self.key, table.KEY_NAME: UPSTREAM_KEY, "LITELLM_LOCAL_MODEL_COST_MAP": "True"}
        return {**super().environment, **own}

    def command(self) -> list[str]:
        """Return the command of LiteLLM's documentation."""
        litellm = shutil.which("litellm", path=str(Path(sys.executable).parent)) or "litellm"
        return [litellm, "--config", str(self.place.config), "--host", "127.0.0.1", "--port", str(self.port)]


class Gateway(System):
    """The gateway as its user starts it, on one of its paths."""

    def __init__(self, name: str, place: Place, ports: list[int]) -> None:
        super().__init__(name, place, ports)
        self.slow = name != "direct"

    @property
    def environment(self) -> dict[str, str]:
        """Return the settings of this gateway: ports and folders of its own, and its path."""
        names = ("PORT", "LITELLM_PORT", "INTERCEPTOR_PORT", "TRANSLATOR_PORT")
        own = {name: str(port) for name, port in zip(names, self.ports, strict=True)}
        own |= {"CONFIG_FILE": str(self.place.config), table.KEY_NAME: UPSTREAM_KEY, "PROXY_API_KEY": self.key, "TRANSLATOR": self.name}
        return {**super().environment, **own, "DATA_DIR": str(self.folder / "data"), "RUN_DIR": str(self.folder / "run")}

    def command(self) -> list[str]:
        """Return the user's command."""
        return [self._openai_code(), "start", "--detach"]

    @staticmethod
    def _openai_code() -> str:
        return shutil.which("openai-code", path=str(Path(sys.executable).parent)) or "openai-code"

    def stop(self) -> None:
        """End it as its user would."""
        if self.process is None:
            return
        processes.end(self.process)
        stop = [self._openai_code(), "stop"]
        subprocess.run(stop, env=self.environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False)

    def tree(self) -> Tree:
        """Return everything from gateway.launch down."""
        running = instance.read(self.folder / "run" / str(self.port))
        if running is None:
            raise RuntimeError(f"the gateway on the path {self.name} does not run; its last words stand below {self.folder / 'run'}")
        return Tree(running.pid)
