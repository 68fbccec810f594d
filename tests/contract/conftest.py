"""One real LiteLLM for all contract tests, started exactly as the gateway starts it, in front of the offline backend."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from gateway.check import configuration
from gateway.litellm.warm_up import WarmUp, warm
from gateway.running.programs import Program, program
from gateway.running.run_folder import prepare
from gateway.setting_types import PROJECT
from tests.gateway import eventually, free_ports

# The tests import LiteLLM too, and it looks at this while it is imported.
os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"

# A user's own callback, beside config.yaml: notes each call that succeeded.
WITNESS = """
from pathlib import Path
from litellm.integrations.custom_logger import CustomLogger

class Witness(CustomLogger):
    async def async_log_success_event(self, kwargs, response_obj, start_time, end_time):
        with (Path(__file__).parent / "witnessed").open("a") as file:
            file.write(str(kwargs.get("model")) + "\\n")

instance = Witness()
"""


@dataclass
class Lite:
    """A running LiteLLM and what stands behind it; connects is strace's list of its connections, where there is strace."""

    url: str
    offline: str
    headers: dict[str, str]
    folder: Path
    connects: Path | None

    def post(self, body: dict[str, Any], path: str = "/v1/messages", **headers: str) -> httpx.Response:
        with httpx.Client(trust_env=False, timeout=60) as client:
            return client.post(f"{self.url}{path}", json=body, headers={**self.headers, **headers})

    def upstream(self, mark: str) -> dict[str, Any]:
        """Return the one request with this mark in its body that reached the upstream."""
        (found,) = self.all_upstream(mark)
        return found

    def all_upstream(self, mark: str) -> list[dict[str, Any]]:
        """Return all requests with this mark in their bodies that reached the upstream."""
        rows: list[dict[str, Any]] = httpx.get(f"{self.offline}/offline/requests", trust_env=False).json()
        return [row for row in rows if mark in str(row["body"])]


@pytest.fixture(scope="session")
def lite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lite]:
    """The gateway's own configuration of LiteLLM, with a callback of the user's added."""
    folder = tmp_path_factory.mktemp("lite")
    (folder / "witness.py").write_text(WITNESS, encoding="utf-8")
    shipped = (PROJECT / "config.yaml").read_text(encoding="utf-8")
    own = shipped.replace("litellm_settings:\n", "litellm_settings:\n  callbacks: witness.instance\n")
    (folder / "config.yaml").write_text(own, encoding="utf-8")
    names = ("PORT", "LITELLM_PORT", "INTERCEPTOR_PORT", "TRANSLATOR_PORT")
    ports = {name: str(port) for name, port in zip(names, free_ports(4), strict=True)}
    settings = {
        "OFFLINE": "1",
        "TRANSLATOR": "litellm",
        "CONFIG_FILE": str(folder / "config.yaml"),
        "RUN_DIR": str(folder),
        "DATA_DIR": str(folder),
    }
    config = configuration({**settings, **ports}, None)
    warm_up = WarmUp()
    environ = prepare(config, warm_up.target, {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/root")})
    connects = folder / "connects" if shutil.which("strace") else None
    # -D: strace stands aside, so that the process started here is LiteLLM itself.
    strace = ["strace", "-D", "-f", "--seccomp-bpf", "-e", "trace=connect", "-o", str(connects)] if connects else []
    url = f"http://127.0.0.1:{config.settings.litellm_port}"
    offline = f"http://127.0.0.1:{environ['OFFLINE_PORT']}"
    started: list[subprocess.Popen[bytes]] = []
    with (folder / "output").open("wb") as output:
        try:
            for name, before in (("offline", []), ("litellm", strace)):
                started.append(_start(program(name, environ), before, output.fileno()))
            eventually(lambda: _answers(f"{offline}/health") and _answers(f"{url}/health/liveliness"), 60)
            assert warm(url, environ["LITELLM_MASTER_KEY"], warm_up.target.name)
            warm_up.close()
            yield Lite(url, offline, {"authorization": f"Bearer {environ['LITELLM_MASTER_KEY']}"}, folder, connects)
        finally:
            for process in started:
                process.kill()
                process.wait()


def _start(made: Program, before: list[str], output: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen([*before, *made.command], env=made.environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output)


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=2, trust_env=False).is_success
    except httpx.HTTPError:
        return False
