"""What a start writes for the programs."""

import json
import os
import stat
from pathlib import Path

import pytest
import yaml

from gateway.check import configuration
from gateway.litellm.config import WarmUpTarget
from gateway.running.run_folder import prepare, supervisord_command
from gateway.running.sockets import SOCKET_PATH_BYTES, socket_path
from gateway.settings import Settings


def environ(folder: Path, **more: str) -> dict[str, str]:
    """Return an environment whose folders are the test's own."""
    return {"OPENAI_API_KEY": "marker", "RUN_DIR": str(folder), "DATA_DIR": str(folder), **more}


def test_files_are_private(tmp_path: Path) -> None:
    """The folder and all in it that holds a secret are for the gateway's user alone, also where they stood there before."""
    config = configuration(environ(tmp_path), None)
    folder = config.settings.run_folder
    folder.mkdir(parents=True)
    (folder / "nginx-keys.conf").touch(mode=0o644)
    prepare(config, WarmUpTarget("warm-up-1", "http://127.0.0.1:1"), {"PATH": "/bin"})
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for name in ("nginx.conf", "nginx-keys.conf", "litellm.yaml"):
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600, name


def test_secrets_are_new_at_each_start(tmp_path: Path) -> None:
    """What nginx shows to the services differs from start to start, and is no setting of the user's."""
    config = configuration(environ(tmp_path), None)
    first, second = (prepare(config, WarmUpTarget("warm-up-1", "http://127.0.0.1:1"), {}) for _ in range(2))
    for name in ("LITELLM_MASTER_KEY", "EDGE_SECRET"):
        assert first[name] != second[name]
    keys = (config.settings.run_folder / "nginx-keys.conf").read_text()
    assert second["LITELLM_MASTER_KEY"] in keys
    assert second["EDGE_SECRET"] in keys


def test_no_upstream_key_in_any_file(tmp_path: Path) -> None:
    """No file of the run folder holds the upstream's key."""
    config = configuration(environ(tmp_path), None)
    assert prepare(config, WarmUpTarget("warm-up-1", "http://127.0.0.1:1"), {})["OPENAI_API_KEY"] == "marker"
    for path in config.settings.run_folder.rglob("*"):
        assert not path.is_file() or "marker" not in path.read_text(), path


def test_offline_port(tmp_path: Path) -> None:
    """Offline, LiteLLM is led to the port that the offline backend gets."""
    config = configuration(environ(tmp_path, OFFLINE="1"), None)
    made = prepare(config, WarmUpTarget("warm-up-1", "http://127.0.0.1:1"), {})
    litellm = yaml.safe_load((config.settings.run_folder / "litellm.yaml").read_text())
    assert litellm["model_list"][0]["litellm_params"]["api_base"] == f"http://127.0.0.1:{made['OFFLINE_PORT']}/v1"
    assert made["OFFLINE"] == "true"


def test_leftovers_of_the_last_start(tmp_path: Path) -> None:
    """What told of an earlier failure is gone."""
    config = configuration(environ(tmp_path), None)
    config.settings.run_folder.mkdir(parents=True)
    (config.settings.run_folder / "fatal.json").write_text("{}")
    prepare(config, WarmUpTarget("warm-up-1", "http://127.0.0.1:1"), {})
    assert not (config.settings.run_folder / "fatal.json").exists()


@pytest.mark.parametrize("length", [1, 60, 200])
def test_socket_path_fits(tmp_path: Path, length: int) -> None:
    """However long the run folder's path is, the kernel takes the socket's, and it differs from port to port."""
    paths = [socket_path(Settings(run_dir=tmp_path / ("x" * length), port=port)) for port in (4590, 4591)]
    assert all(len(os.fsencode(path)) < SOCKET_PATH_BYTES for path in paths)
    assert paths[0] != paths[1]


def test_supervisord_is_that_of_the_environment() -> None:
    """supervisord is the one that is installed beside this Python."""
    command = supervisord_command()
    assert Path(command[0]).exists()
    assert Path(command[2]).name == "supervisord.conf"


def test_a_deployment_with_a_name_of_its_own(tmp_path: Path) -> None:
    """The limits and prices of the model behind a deployment's name are known by that name, too."""
    config_yaml = tmp_path / "config.yaml"
    entry = {
        "model_name": "a",
        "litellm_params": {"model": "azure/our-best", "api_base": "https://r.openai.azure.com", "api_version": "v1", "api_key": "k"},
        "model_info": {"base_model": "azure/gpt-4.1"},
    }
    config_yaml.write_text(yaml.safe_dump({"model_list": [entry]}))
    config = configuration(environ(tmp_path, CONFIG_FILE=str(config_yaml)), None)
    prepare(config, WarmUpTarget("warm-up-1", "http://127.0.0.1:1"), {})
    told = json.loads((config.settings.run_folder / "routes.json").read_text())
    assert (told["path"], told["rows"][0]["base_model"]) == ("direct", "azure/gpt-4.1")
    assert told["limits"]["our-best"] == told["limits"]["azure/gpt-4.1"]
    assert told["prices"]["our-best"] == told["prices"]["azure/gpt-4.1"]
