"""A fresh machine, a clone and the first command of the README: the gateway answers."""

import json
import os
import re
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from tests.image.podman import ROOT, Podman

_SECONDS = 900
_CHECKOUT = "/root/openai-code"
_CA = "/root/host-ca.pem"
# With nothing but Python's own library: the machine has no curl. Prints the status and the text of the answer.
_SEND = """
import json, urllib.request
body = {"model": "claude-sonnet-5-5", "max_tokens": 64, "messages": [{"role": "user", "content": "Say hello."}]}
headers = {"content-type": "application/json", "x-api-key": "dummy", "anthropic-version": "2023-06-01"}
request = urllib.request.Request("http://localhost:3999/v1/messages", json.dumps(body).encode(), headers)
with urllib.request.urlopen(request, timeout=30) as answer:
    print(json.dumps([answer.status, json.load(answer)["content"][0]["text"]]))
"""


def first_command(readme: str) -> str:
    """Return the first command in the first `sh` block of the README that runs something of the checkout."""
    block = re.search(r"^```sh\n(.*?)^```", readme, re.MULTILINE | re.DOTALL)
    assert block is not None, "README.md has no ```sh block"
    # A trailing comment is for the reader; cloning and entering the clone have happened already.
    commands = [re.sub(r"\s+#.*", "", line).strip() for line in block[1].splitlines()]
    return next(command for command in commands if command.startswith("./"))


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone of the current commit."""
    target = tmp_path / "openai-code"
    subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", str(ROOT), str(target)], check=True, timeout=120)
    return target


@pytest.fixture
def fresh(podman: Podman, machine: str, clone: Path) -> Iterator[str]:
    """The name of a running fresh machine with the clone in it. Its network is its own: port 3999 here may be taken."""
    name = f"openai-code-fresh-{uuid4().hex[:8]}"
    options = []
    bundle = os.environ.get("SSL_CERT_FILE")
    if bundle:
        options = ["--volume", f"{Path(bundle).resolve()}:{_CA}:ro", "--env", f"SSL_CERT_FILE={_CA}", "--env", f"PIP_CERT={_CA}"]
    podman("run", "--detach", "--name", name, *options, machine, "sleep", "infinity")
    try:
        podman("cp", f"{clone}/.", f"{name}:{_CHECKOUT}")
        yield name
    finally:
        podman("rm", "--force", "--time", "0", name)


def test_the_first_command_is_enough(podman: Podman, fresh: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Run as written, it installs what is missing and starts a gateway that answers a message with 200."""
    command = first_command((ROOT / "README.md").read_text())
    inside = [*podman.prefix, "podman", "exec", "--workdir", _CHECKOUT, fresh, "sh", "-c", command]
    output = tmp_path / "output"
    start = time.monotonic()
    # It may stay in the foreground, as the README's reader would see it; ending the machine ends it.
    with output.open("w") as file, subprocess.Popen(inside, stdout=file, stderr=subprocess.STDOUT) as running:
        try:
            status, text = _answer(podman, fresh, running, output)
        finally:
            seconds = time.monotonic() - start
            running.terminate()
    assert status == 200
    assert text
    with capsys.disabled():
        print(f"\n{command}: from nothing to the first answer in {seconds:.0f} s")


def _answer(podman: Podman, fresh: str, running: subprocess.Popen[bytes], output: Path) -> tuple[int, str]:
    deadline = time.monotonic() + _SECONDS
    while True:
        sent = podman("exec", fresh, "python3", "-c", _SEND, check=False)
        if sent.returncode == 0:
            status, text = json.loads(sent.stdout)
            return int(status), str(text)
        # Zero is --detach; anything else is a start that failed.
        if running.poll() not in {None, 0} or time.monotonic() > deadline:
            raise AssertionError(f"{output.read_text()}\n{sent.stderr}")
        time.sleep(1)
