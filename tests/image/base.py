"""The Debian image that everything is built on: pulled, or where no registry can be reached, made from Debian's packages."""

import fcntl
import subprocess
import tempfile
from pathlib import Path

from tests.image.podman import Podman, cache_folder

BASE = "debian:trixie-slim"
_SUITE = "trixie"

# As Debian's own slim images have it: no documentation, no package caches, no services started by an installation.
_SLIM = """\
set -eu
cd "$1"
printf 'path-exclude /usr/share/%s/*\\n' doc man locale info > etc/dpkg/dpkg.cfg.d/docker
printf 'Dir::Cache::pkgcache "";\\nDir::Cache::srcpkgcache "";\\nDPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb || true"; };\\n' \
    > etc/apt/apt.conf.d/docker-clean
printf '#!/bin/sh\\nexit 101\\n' > usr/sbin/policy-rc.d
chmod +x usr/sbin/policy-rc.d
rm -rf usr/share/doc/* usr/share/man/* usr/share/locale/* usr/share/info/*
rm -rf var/cache/apt/* var/cache/debconf/*-old var/lib/apt/lists/* var/log/*
: > etc/resolv.conf
: > etc/hostname
"""


def ensure_base(podman: Podman) -> None:
    """Make BASE available to `podman build`; does nothing where it is there already."""
    with (cache_folder() / "base.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if podman("image", "exists", BASE, check=False).returncode == 0:
            return
        try:
            pulled = podman("pull", "--quiet", BASE, timeout=180, check=False).returncode == 0
        except subprocess.TimeoutExpired:
            pulled = False
        if not pulled:
            _make(podman)


def _make(podman: Podman) -> None:
    with tempfile.TemporaryDirectory() as folder:
        tree, tar = Path(folder, "tree"), Path(folder, "base.tar")
        try:
            podman.run("debootstrap", "--variant=minbase", _SUITE, str(tree), timeout=600)
            podman.run("sh", "-c", _SLIM, "slim", str(tree))
            podman.run("tar", "-C", str(tree), "-cf", str(tar), ".")
            podman("import", "--quiet", "--change", 'CMD ["bash"]', str(tar), BASE)
        finally:
            # By the same user that made it: with sudo the temporary folder could not remove root's files itself.
            podman.run("rm", "-rf", str(tree), str(tar), check=False)
