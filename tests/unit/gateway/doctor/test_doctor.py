"""openai-code doctor, against real sockets, files and processes, where no gateway runs."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.stack.odd import certificates
from tests.unit.gateway.commands.workbench import Machine, machine
from tests.unit.gateway.doctor.servers import KEY, upstream
from tests.unit.gateway.ports import free, taken


def patient(folder: Path, base: str = "", **env: str) -> Machine:
    """Return a machine with an upstream at this address, and a home of its own."""
    own = {"OFFLINE": "0", "OPENAI_BASE_URL": base, "OPENAI_API_KEY": KEY} if base else {}
    (folder / "data").mkdir(exist_ok=True)
    gone = dict.fromkeys(("ANTHROPIC_BASE_URL", "ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY"), "")
    return machine(folder, HOME=str(folder), **gone, **own, **env)


def findings(bench: Machine, step: str, **env: str) -> list[dict[str, Any]]:
    """Return what the doctor finds at one step."""
    done = bench.run("doctor", "--json", **env)
    result = json.loads(done.stdout)
    assert done.exit_code == (0 if result["well"] else 1)
    assert KEY not in done.output
    ill = [finding for finding in result["findings"] if finding["state"] == "ill"]
    assert all(finding["remedy"] for finding in ill), ill
    return [finding for finding in result["findings"] if finding["step"] == step]


def test_no_gateway(tmp_path: Path) -> None:
    """Without a gateway it says so and how to start one, looks at the rest all the same, and keeps the result."""
    bench = patient(tmp_path)
    done = bench.run("doctor")
    assert done.exit_code == 1
    assert f"✗ processes      No gateway runs on port {bench.port}.\n" in done.stdout
    assert "→ ./scripts/start" in done.stdout
    assert "the ports behind it are free" in done.stdout
    file = tmp_path / "data" / "doctor.json"
    assert file.stat().st_mode & 0o007 == 0
    kept = json.loads(file.read_text())
    assert (kept["port"], kept["well"]) == (bench.port, False)


def test_a_taken_port(tmp_path: Path) -> None:
    """Who holds the port is named."""
    bench = patient(tmp_path)
    with taken() as port:
        (found,) = findings(bench, "port", PORT=str(port))
    assert found["state"] == "ill"
    assert "is taken by" in found["told"]


def test_an_unsound_configuration(tmp_path: Path) -> None:
    """What is wrong with the settings ends the walk: nothing that rests on them is looked at."""
    bench = patient(tmp_path, REQUEST_TIMEOUT="soon")
    result = json.loads(bench.run("doctor", "--json").stdout)
    assert {finding["step"] for finding in result["findings"]} == {"configuration"}
    assert "REQUEST_TIMEOUT" in result["findings"][0]["told"]


def test_a_key_that_is_accepted(tmp_path: Path) -> None:
    """The host is reached, and takes the key."""
    with upstream() as port:
        bench = patient(tmp_path, f"http://127.0.0.1:{port}/v1")
        assert [finding["state"] for finding in findings(bench, "reachable")] == ["well"]
        assert findings(bench, "key")[0]["told"] == "127.0.0.1 accepts OPENAI_API_KEY"


def test_a_key_that_is_refused(tmp_path: Path) -> None:
    """The setting to change is named, the key is not."""
    with upstream() as port:
        (found,) = findings(patient(tmp_path, f"http://127.0.0.1:{port}/v1"), "key", OPENAI_API_KEY="sk-wrong-0123456789")
    assert (found["state"], found["told"]) == ("ill", "127.0.0.1 refuses OPENAI_API_KEY (401).")
    assert "OPENAI_API_KEY" in found["remedy"]
    assert "sk-wrong" not in json.dumps(found)


def test_an_upstream_without_a_list(tmp_path: Path) -> None:
    """A backend that lists no models is no fault."""
    with upstream(status=404) as port:
        (found,) = findings(patient(tmp_path, f"http://127.0.0.1:{port}/v1"), "key")
    assert found["state"] == "untold"


@pytest.mark.parametrize(
    ("base", "told", "remedy"),
    [
        (f"http://127.0.0.1:{free()}/v1", "cannot be connected to: Connection refused", "OPENAI_BASE_URL"),
        ("http://no-such-host.invalid/v1", "The name no-such-host.invalid is not known", "OPENAI_BASE_URL"),
    ],
    ids=["closed", "unknown"],
)
def test_a_host_that_is_not_reached(tmp_path: Path, base: str, told: str, remedy: str) -> None:
    """A closed port, a name that nobody knows: told with the setting."""
    (found,) = findings(patient(tmp_path, base), "reachable")
    assert found["state"] == "ill"
    assert told in found["told"]
    assert remedy in found["remedy"]


def test_certificates(tmp_path: Path) -> None:
    """A private CA is not trusted until SSL_CERT_FILE names it; plain HTTP behind https:// is told as that."""
    ca, signed, _ = certificates(tmp_path)
    with upstream(signed) as port:
        bench = patient(tmp_path, f"https://127.0.0.1:{port}/v1")
        (found,) = findings(bench, "reachable")
        assert "certificate is not trusted" in found["told"]
        assert "SSL_CERT_FILE" in found["remedy"]
        (found,) = findings(bench, "reachable", SSL_CERT_FILE=str(ca))
        assert found["told"].endswith("TLS trusted)")
        assert findings(bench, "key", SSL_CERT_FILE=str(ca))[0]["state"] == "well"
    with upstream() as port:
        (found,) = findings(patient(tmp_path, f"https://127.0.0.1:{port}/v1"), "reachable")
        assert "does not speak TLS" in found["told"]


def test_a_proxy_that_is_not_there(tmp_path: Path) -> None:
    """With HTTPS_PROXY set it is the proxy that must be reached; NO_PROXY takes the host out of it."""
    bench = patient(tmp_path, "https://upstream.invalid/v1")
    proxy = f"http://someone:password@127.0.0.1:{free()}"
    (found,) = findings(bench, "reachable", HTTPS_PROXY=proxy)
    assert found["told"].startswith("the forward proxy 127.0.0.1:")
    assert "HTTPS_PROXY" in found["remedy"]
    assert "password" not in json.dumps(found)
    (found,) = findings(bench, "reachable", HTTPS_PROXY=proxy, NO_PROXY="upstream.invalid")
    assert "upstream.invalid is not known" in found["told"]


def test_the_clients_environment(tmp_path: Path) -> None:
    """Address and key in the shell are judged; Claude Code's settings files count before it, and are named."""
    bench = patient(tmp_path)
    here = {"ANTHROPIC_BASE_URL": f"http://localhost:{bench.port}", "ANTHROPIC_API_KEY": "dummy"}
    assert [finding["state"] for finding in findings(bench, "client", **here)] == ["well", "well"]
    (tmp_path / ".claude").mkdir()
    settings = tmp_path / ".claude" / "settings.json"
    settings.write_text(json.dumps({"env": {"ANTHROPIC_BASE_URL": "http://localhost:1"}}))
    address, key = findings(bench, "client", **here)
    assert (address["state"], key["state"]) == ("ill", "well")
    assert str(settings) in address["told"]
    assert str(settings) in address["remedy"]
    settings.write_text("{")
    assert "is not JSON" in findings(bench, "client", **here)[0]["told"]
    settings.write_text(json.dumps({"env": {"ANTHROPIC_AUTH_TOKEN": "sk-other-secret", "ANTHROPIC_API_KEY": ""}}))
    key = findings(bench, "client", ANTHROPIC_BASE_URL=here["ANTHROPIC_BASE_URL"])[-1]
    assert key["state"] == "ill"
    assert "sk-other-secret" not in json.dumps(key)


def test_telemetry(tmp_path: Path) -> None:
    """Off, on towards here, on towards elsewhere."""
    bench = patient(tmp_path)
    assert findings(bench, "telemetry")[0]["state"] == "untold"
    there = {"CLAUDE_CODE_ENABLE_TELEMETRY": "1", "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://localhost:{bench.port}/api/event_logging"}
    assert findings(bench, "telemetry", **there)[0]["state"] == "well"
    assert findings(bench, "telemetry", **{**there, "OTEL_EXPORTER_OTLP_ENDPOINT": "http://localhost:4318"})[0]["state"] == "ill"
