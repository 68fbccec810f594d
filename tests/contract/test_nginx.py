"""What we rely on in the real nginx: it takes our files, and compares keys exactly."""

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from gateway.check import configuration
from gateway.litellm.config import WarmUpTarget
from gateway.running import nginx_config
from gateway.running.programs import nginx_binary
from gateway.running.run_folder import prepare
from gateway.setting_types import LONGEST_KEY
from gateway.settings import Settings
from tests.gateway import eventually
from tests.unit.gateway.ports import free

KEY = 'a.B+c$d"e\\f{}'
SMALL = """daemon off; pid nginx.pid; error_log stderr crit; events {{}}
http {{ access_log off; client_body_temp_path b; proxy_temp_path p; fastcgi_temp_path f; uwsgi_temp_path u; scgi_temp_path s;
{variables}
include nginx-keys.conf;
server {{ listen 127.0.0.1:{port}; location / {{ return 200 "$client_ok $telemetry_ok $page_ok $host_ok"; }} }} }}"""


def looked_at(folder: Path) -> subprocess.CompletedProcess[str]:
    """Have nginx look at a folder's nginx.conf."""
    command = [nginx_binary() or "nginx", "-t", "-e", "stderr", "-p", str(folder), "-c", str(folder / "nginx.conf")]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=20)


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"PROXY_API_KEY": KEY},
        {"PROXY_API_KEY": '"' * LONGEST_KEY},
        {"PUBLIC_HOST": "a.example.org, b-c.example.org,[::1]"},
        {"HOST": "::1"},
        {"HOST": "localhost"},
        {"REQUEST_TIMEOUT": "86400", "SHUTDOWN_GRACE": "0"},
        {"SHUTDOWN_GRACE": "600"},
    ],
    ids=str,
)
def test_rendered_files_are_taken(tmp_path: Path, more: dict[str, str]) -> None:
    """nginx takes the files of a start, whatever the settings, in a folder whose path holds what its syntax reads."""
    environ = {"OFFLINE": "1", "RUN_DIR": str(tmp_path / 'a b";{$c}'), "DATA_DIR": str(tmp_path), "PORT": str(free()), **more}
    config = configuration(environ, None)
    assert [problem for problem in config.problems if problem.level == "error"] == []
    prepare(config, WarmUpTarget("warm-up-1", "http://127.0.0.1:1"), {})
    done = looked_at(config.settings.run_folder)
    assert "test is successful" in done.stderr, done.stderr
    assert "warn" not in done.stderr


@contextmanager
def small(folder: Path, settings: Settings) -> Iterator[str]:
    """Run a nginx that tells what the maps say, and give its address."""
    port = free()
    maps = nginx_config.keys(settings, "sk-litellm", "sk-edge")
    # Which service a location names is a variable of nginx.conf where the maps ask for it.
    variables = 'map "" $service { default none; }' if "$service" in maps else ""
    (folder / "nginx.conf").write_text(SMALL.format(port=port, variables=variables), encoding="utf-8")
    (folder / "nginx-keys.conf").write_text(maps, encoding="utf-8")
    with subprocess.Popen([nginx_binary() or "nginx", "-e", "stderr", "-p", str(folder), "-c", str(folder / "nginx.conf")]) as process:
        try:
            eventually(lambda: _answers(f"http://127.0.0.1:{port}/"))
            yield f"http://127.0.0.1:{port}/"
        finally:
            process.terminate()


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, trust_env=False).is_success
    except httpx.HTTPError:
        time.sleep(0.02)
        return False


def verdicts(url: str, **headers: str) -> list[str]:
    """Return client, telemetry, page and host, each "0" or "1"."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.get(url, headers=named, trust_env=False).text.split()


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A nginx with a key of the user's own, full of what nginx and patterns read as their syntax."""
    with small(tmp_path_factory.mktemp("own"), Settings(proxy_api_key=SecretStr(KEY), public_host="Gate.example.org")) as url:
        yield url


@pytest.fixture(scope="module")
def default(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A nginx with the default key."""
    with small(tmp_path_factory.mktemp("default"), Settings()) as url:
        yield url


def test_key_matches_itself(own: str) -> None:
    """The exact key opens everything, in both headers, with the scheme in any case."""
    assert verdicts(own, x_api_key=KEY)[:3] == ["1", "1", "1"]
    for scheme in ("Bearer", "bearer", "BEARER"):
        assert verdicts(own, authorization=f"{scheme} {KEY}")[:3] == ["1", "1", "1"]


@pytest.mark.parametrize(
    "key",
    [
        KEY.lower(),
        KEY.upper(),
        KEY[:-1],
        KEY + "x",
        "x" + KEY,
        KEY.replace(".", "x"),
        KEY.replace("+", "B"),
        KEY.replace("\\f", "f"),
        KEY.replace("$d", ""),
        nginx_config.literal(KEY),
        "dummy",
        ".*",
        f"{KEY},{KEY}",
        f"Bearer {KEY}",
    ],
)
def test_key_matches_nothing_else(own: str, key: str) -> None:
    """Whatever is not the very key opens nothing, in either header."""
    assert verdicts(own, x_api_key=key)[:3] == ["0", "0", "0"]
    assert verdicts(own, authorization=f"Bearer {key}")[:3] == ["0", "0", "0"]


@pytest.mark.parametrize("authorization", ["", "Bearer", KEY, f"Basic {KEY}", f"Bearer{KEY}", f"x Bearer {KEY}"])
def test_scheme(own: str, authorization: str) -> None:
    """The key counts only behind its scheme, and an empty header opens nothing."""
    assert verdicts(own, authorization=authorization)[:3] == ["0", "0", "0"]
    assert verdicts(own, x_api_key="")[:3] == ["0", "0", "0"]


def test_default_key(default: str) -> None:
    """With the default key only the messages want it."""
    assert verdicts(default)[:3] == ["0", "1", "1"]
    assert verdicts(default, x_api_key="wrong")[:3] == ["0", "1", "1"]
    assert verdicts(default, x_api_key="dummy")[:3] == ["1", "1", "1"]
    assert verdicts(default, x_api_key="Dummy")[0] == "0"


@pytest.mark.parametrize(
    ("host", "verdict"),
    [
        ("localhost", "1"),
        ("LOCALHOST:3999", "1"),
        ("127.0.0.1:3999", "1"),
        ("[::1]:3999", "1"),
        ("gate.example.org", "1"),
        ("GATE.example.org:443", "1"),
        ("gate-example.org", "0"),
        ("gate.example.org.evil.org", "0"),
        ("evil.org", "0"),
        ("127.0.0.1.evil.org", "0"),
        ("localhost.evil.org", "0"),
    ],
)
def test_hosts(own: str, host: str, verdict: str) -> None:
    """Only names of this machine and of PUBLIC_HOST count as our own, in any case and with any port."""
    assert verdicts(own, host=host)[3] == verdict


def test_plain_maps_ignore_case(tmp_path: Path) -> None:
    """nginx's plain maps still take Dummy for dummy: why the keys are patterns."""
    (tmp_path / "nginx-keys.conf").write_text(
        'map $http_x_api_key $client_ok { default 0; "dummy" 1; } map "" $telemetry_ok { default 0; } '
        'map "" $page_ok { default 0; } map "" $host_ok { default 0; }',
        encoding="utf-8",
    )
    port = free()
    (tmp_path / "nginx.conf").write_text(SMALL.format(port=port, variables=""), encoding="utf-8")
    with subprocess.Popen([nginx_binary() or "nginx", "-e", "stderr", "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")]) as process:
        try:
            eventually(lambda: _answers(f"http://127.0.0.1:{port}/"))
            assert verdicts(f"http://127.0.0.1:{port}/", x_api_key="DUMMY")[0] == "1"
        finally:
            process.terminate()


def test_nginx_has_patterns() -> None:
    """The system's nginx is built with patterns and with TLS."""
    binary = nginx_binary()
    assert binary is not None
    built = subprocess.run([binary, "-V"], capture_output=True, text=True, check=True).stderr
    assert "--without-pcre" not in built
    assert "--with-http_ssl_module" in built
    assert shutil.which(binary)
