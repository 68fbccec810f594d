"""The upstream key and the keys between the services show nowhere."""

import re
from pathlib import Path

import httpx
import psutil
import pytest

from tests.gateway import KEY, UPSTREAM_KEY, Gateway, message, running


def secrets_of(gateway: Gateway) -> list[str]:
    """Return the upstream key and the secrets made at this start."""
    keys = (gateway.folder / "nginx-keys.conf").read_text()
    made = sorted(set(re.findall(r"sk-([0-9a-f]{48})", keys)))
    assert len(made) == 2
    return [UPSTREAM_KEY, *made]


def test_no_command_line_holds_a_secret(gateway: Gateway) -> None:
    """ps shows no key, of any process."""
    lines = "\n".join(" ".join(process.info["cmdline"] or []) for process in psutil.process_iter(["cmdline"]))
    assert not [secret for secret in secrets_of(gateway) if secret in lines]


def test_only_litellm_is_given_the_upstream_key(gateway: Gateway) -> None:
    """nginx, the interceptor, the offline backend and the listener have neither the key nor anything else of the user's environment."""
    for name in ("nginx", "interceptor", "offline"):
        environment = Path(f"/proc/{gateway.pid(name)}/environ").read_text()
        assert UPSTREAM_KEY not in environment
        assert "LITELLM_MASTER_KEY" not in environment
    assert UPSTREAM_KEY in Path(f"/proc/{gateway.pid('litellm')}/environ").read_text()


def test_no_log_page_or_error_holds_a_secret(gateway: Gateway) -> None:
    """After answers, errors and telemetry of every kind, no file but the private ones of the run folder and no answer holds a key."""
    answers = [
        gateway.post(message("hi")),
        gateway.post(message('[[offline:error {"status": 401, "message": "Incorrect API key"}]]')),
        gateway.post(message("hi", model="none")),
        gateway.post({"model": 1}),
        httpx.get(f"{gateway.url}/", headers=KEY, timeout=30),
        httpx.get(f"{gateway.url}/health", headers=KEY, timeout=30),
        httpx.get(f"{gateway.url}/v1/models", headers=KEY, timeout=30),
        httpx.get(f"{gateway.url}/test-connection", headers=KEY, timeout=60),
        httpx.post(
            f"{gateway.url}/api/event_logging/batch", headers={"x-api-key": UPSTREAM_KEY}, content=f'{{"key": "{UPSTREAM_KEY}"', timeout=30
        ),
        httpx.post(f"{gateway.url}/v1/messages", headers={"x-api-key": UPSTREAM_KEY}, json=message("hi"), timeout=30),
    ]
    shown = "\n".join(f"{answer.headers}\n{answer.text}" for answer in answers)
    written = "\n".join(path.read_text(errors="replace") for path in files(gateway) if path.name not in {"nginx-keys.conf"})
    for secret in secrets_of(gateway):
        assert secret not in shown
        assert secret not in written


def files(gateway: Gateway) -> list[Path]:
    """Return every file of the run and data folders."""
    return [path for folder in (gateway.folder, gateway.data) for path in folder.rglob("*") if path.is_file()]


def test_the_run_folder_is_private(gateway: Gateway) -> None:
    """Others on the machine can read neither the keys nor the configuration."""
    assert gateway.folder.stat().st_mode & 0o077 == 0
    assert (gateway.folder / "nginx-keys.conf").stat().st_mode & 0o077 == 0


def test_the_services_behind_the_edge_take_nobody_else(gateway: Gateway) -> None:
    """LiteLLM and the interceptor listen on loopback and want the secret of this start."""
    litellm = f"http://127.0.0.1:{gateway.env['LITELLM_PORT']}"
    interceptor = f"http://127.0.0.1:{gateway.env['INTERCEPTOR_PORT']}"
    assert httpx.post(f"{litellm}/v1/messages", json=message("hi"), headers=KEY, timeout=30).status_code >= 400
    assert httpx.post(f"{interceptor}/api/event_logging/batch", json={"events": []}, headers=KEY, timeout=30).status_code == 403
    ports = {int(gateway.env[name]) for name in ("LITELLM_PORT", "INTERCEPTOR_PORT")}
    listening = [str(one.laddr) for one in psutil.net_connections("tcp") if one.status == psutil.CONN_LISTEN]
    assert all(any("127.0.0.1" in address for address in listening if f"port={port}" in address) for port in ports)
    assert not [address for address in listening for port in ports if f"port={port}" in address and "127.0.0.1" not in address]


def test_a_key_of_the_users_own_opens_everything_and_dummy_nothing(tmp_path_factory: pytest.TempPathFactory) -> None:
    """With PROXY_API_KEY set, telemetry and the page want it too, and the default key is refused."""
    own = 'My.Own+Key$1"x\\y'
    with running(tmp_path_factory.mktemp("own-key"), "--offline", LITELLM="off", PROXY_API_KEY=own) as gateway:
        for method, path in [("POST", "/v1/messages"), ("POST", "/api/event_logging/batch"), ("GET", "/"), ("GET", "/v1/models")]:
            body = None if method == "GET" else message("hi") if "messages" in path else {"events": []}
            statuses = [
                httpx.request(method, gateway.url + path, headers={"x-api-key": key}, json=body, timeout=30).status_code
                for key in (own, "dummy", own.lower())
            ]
            assert statuses == [200, 401, 401], path
        assert httpx.get(f"{gateway.url}/health", timeout=30).json() == {"status": "ok"}
        assert own not in gateway.run("start", "--offline").stdout
