"""TLS_CERT and TLS_KEY: the gateway's port speaks TLS, and all that asks it follows."""

import json
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.certificates import self_signed
from tests.gateway import KEY, PROJECT, Gateway, eventually, message, new_gateway


@pytest.fixture(scope="module")
def secure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    """A gateway that speaks TLS."""
    folder = tmp_path_factory.mktemp("tls")
    certificate, key = self_signed(folder, "a ';name")
    gateway = new_gateway(folder, TLS_CERT=str(certificate), TLS_KEY=str(key), LITELLM="off")
    done = gateway.run("start", "--offline", "--detach")
    assert done.returncode == 0, done.stdout + done.stderr
    try:
        yield gateway
    finally:
        gateway.end()


def context(gateway: Gateway) -> ssl.SSLContext:
    """Return a client's context that trusts the gateway's certificate alone."""
    return ssl.create_default_context(cafile=gateway.env["TLS_CERT"])


def test_messages_and_telemetry(secure: Gateway) -> None:
    """A message streams over TLS, checked against the certificate."""
    with httpx.Client(verify=context(secure), base_url=f"https://localhost:{secure.port}", headers=KEY, timeout=30) as client:
        answer = client.post("/v1/messages", json=message("hi", stream=True))
        assert answer.status_code == 200
        assert "message_stop" in answer.text
        assert client.get("/health").json()["status"] == "ok"


def test_plain_http_is_told(secure: Gateway) -> None:
    """HTTP on the TLS port gets a clear answer in the Messages API's shape."""
    answer = httpx.post(f"http://127.0.0.1:{secure.port}/v1/messages", json=message("hi"), headers=KEY, timeout=30)
    assert (answer.status_code, answer.json()["error"]["type"]) == (400, "invalid_request_error")
    assert "https://" in answer.json()["error"]["message"]
    assert answer.headers["request-id"]


def test_old_protocols_are_refused(secure: Gateway) -> None:
    """Nothing older than TLS 1.2."""
    for version in (ssl.TLSVersion.TLSv1_1, ssl.TLSVersion.TLSv1):
        old = context(secure)
        old.set_ciphers("DEFAULT:@SECLEVEL=0")
        old.minimum_version = ssl.TLSVersion.TLSv1
        old.maximum_version = version
        with socket.create_connection(("127.0.0.1", secure.port)) as connection, pytest.raises(ssl.SSLError):
            old.wrap_socket(connection, server_hostname="localhost")


def test_what_asks_it_follows(secure: Gateway) -> None:
    """The banner, status, connect, doctor and the image's health check speak TLS with it."""
    assert f"export ANTHROPIC_BASE_URL=https://localhost:{secure.port}" in secure.run("start", "--offline").stdout
    assert secure.run("status").returncode == 0
    env = json.loads(secure.run("connect", "--json", "--check").stdout)
    assert env["check"]["ok"] is True
    assert env["base_url"] == f"https://localhost:{secure.port}"
    assert env["env"]["NODE_EXTRA_CA_CERTS"] == secure.env["TLS_CERT"]
    found = json.loads(secure.run("doctor", "--json", **env["env"]).stdout)
    assert found["well"] is True, found
    assert json.loads((secure.data / "doctor.json").read_text()) == found
    script = [sys.executable, "-IS", str(PROJECT / "gateway" / "running" / "healthcheck.py"), str(secure.port)]
    assert subprocess.run(script, check=False, timeout=60).returncode == 0
    assert "not-tls" not in secure.process_log()


def test_a_renewed_certificate(secure: Gateway) -> None:
    """openai-code reload takes a certificate that was renewed in its place; a broken one is refused."""
    certificate, key = Path(secure.env["TLS_CERT"]), Path(secure.env["TLS_KEY"])
    before = ssl.get_server_certificate(("127.0.0.1", secure.port))
    right = key.read_text()
    key.write_text("broken")
    refused = secure.run("reload", OFFLINE="1")
    assert refused.returncode == 2
    assert "TLS_KEY" in refused.stdout
    key.write_text(right)
    self_signed(certificate.parent, certificate.stem)
    done = secure.run("reload")
    assert done.returncode == 0, done.stdout
    assert "Reloaded: nginx" in done.stdout
    renewed = certificate.read_text().strip()
    assert renewed != before.strip()
    # nginx's old workers may take a last connection while the new ones begin.
    assert eventually(lambda: ssl.get_server_certificate(("127.0.0.1", secure.port)).strip() == renewed)
