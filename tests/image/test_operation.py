"""The doctor and the reload in the container."""

import json
import time
from pathlib import Path

import yaml

from tests.image.container import Container, running
from tests.image.podman import Podman


def _table(*names: str) -> str:
    rows = [{"model_name": name, "litellm_params": {"model": "openai/gpt-5", "api_key": "os.environ/OPENAI_API_KEY"}} for name in names]
    return yaml.safe_dump({"model_list": rows})


def test_the_doctor(gateway: Container) -> None:
    """`docker exec openai-code doctor` and `openai-code doctor` find nothing to mend, and keep what they found in the volume."""
    deadline = time.monotonic() + 120
    # LiteLLM may still be loading.
    while not (found := json.loads(gateway.inside("doctor", "--json", check=False)))["well"]:
        assert time.monotonic() < deadline, found
        time.sleep(1)
    assert "All is well." in gateway.inside("openai-code", "doctor")
    assert json.loads(gateway.inside("cat", "/data/doctor.json"))["well"] is True


def test_a_hang_up_reloads(podman: Podman, image: str, tmp_path: Path) -> None:
    """`docker kill -s HUP`: a changed config.yaml is answered by, without a new start."""
    file = tmp_path / "config.yaml"
    file.write_text(_table("before"))
    with running(podman, image, "--env", "OFFLINE=1", "--env", "LITELLM=off", "--volume", f"{file}:/app/config.yaml:ro") as container:
        container.wait_until_healthy()
        deadline = time.monotonic() + 120
        while "is ready at" not in container.logs():
            assert time.monotonic() < deadline
            time.sleep(0.2)
        # In place: the container has this very file.
        file.write_text(_table("after"))
        podman("kill", "--signal", "HUP", container.name)
        # Said when nothing that served before takes a message any more.
        while "Reloaded:" not in container.logs():
            assert time.monotonic() < deadline, container.logs()
            time.sleep(0.5)
        assert container.message(stream=False, model="after").status_code == 200
        assert container.message(stream=False, model="before").status_code == 404
