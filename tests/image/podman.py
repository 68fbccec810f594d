"""Podman with a storage and a configuration of its own, so that tests neither see nor leave anything in the user's."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

ROOT = Path(__file__).resolve().parents[2]
# What a build may need of the host's environment; sudo would drop it.
_PASSED = ("SSL_CERT_FILE", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy")


def cache_folder() -> Path:
    """Return the folder that keeps the base image and the layers between runs."""
    parent = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(parent) / "openai-code-image"


def obstacle() -> str | None:
    """Return why podman cannot run here, or None where it can."""
    if sys.platform != "linux":
        return "the image tests need Linux"
    if os.geteuid() != 0 and subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode:
        return "the image tests need root, or sudo without a password"
    return None


@dataclass(frozen=True)
class Podman:
    """Podman's command line. `prefix` makes a command run as root with the tests' own storage."""

    prefix: tuple[str, ...]

    def __call__(self, *arguments: str, timeout: float = 120, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run `podman ARGUMENTS`, at most `timeout` seconds; unless `check` is off, a failure raises AssertionError with its words."""
        return self.run("podman", *arguments, timeout=timeout, check=check)

    def run(self, *command: str, timeout: float = 120, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run any command in podman's environment, from the checkout; parameters and errors as for podman itself."""
        done = subprocess.run(
            [*self.prefix, *command], cwd=ROOT, capture_output=True, text=True, errors="replace", timeout=timeout, check=False
        )
        if check and done.returncode:
            raise AssertionError(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}")
        return done


def set_up() -> Podman:
    """Write the configuration into the cache folder and return a podman that uses it."""
    folder = cache_folder()
    folder.mkdir(parents=True, exist_ok=True)
    # What lasts until the next boot only; each cache folder has its own, as podman refuses a mixture.
    state = f"/run/openai-code-image-{crc32(bytes(folder)):08x}"
    storage = folder / "storage.conf"
    storage.write_text(f'[storage]\ndriver = "overlay"\ngraphroot = "{folder}/graph"\nrunroot = "{state}/run"\n')
    containers = folder / "containers.conf"
    # The limits are given because a machine without CAP_SYS_RESOURCE cannot raise them to podman's own defaults, and runc because
    # crun refuses a machine whose control groups are of both versions.
    containers.write_text(
        "[containers]\n"
        'log_driver = "k8s-file"\n'
        'default_ulimits = ["nofile=20000:20000", "nproc=20000:20000"]\n'
        "[engine]\n"
        'cgroup_manager = "cgroupfs"\n'
        'runtime = "runc"\n'
        'events_logger = "file"\n'
        f'tmp_dir = "{state}/tmp"\n'
        "[network]\n"
        'network_backend = "netavark"\n'
        f'network_config_dir = "{folder}/networks"\n'
    )
    passed = [f"{name}={os.environ[name]}" for name in _PASSED if os.environ.get(name)]
    sudo = () if os.geteuid() == 0 else ("sudo", "-n")
    return Podman((*sudo, "env", f"CONTAINERS_STORAGE_CONF={storage}", f"CONTAINERS_CONF={containers}", *passed))
