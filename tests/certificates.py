"""Certificates for the tests, made by openssl."""

import subprocess
from pathlib import Path


def self_signed(folder: Path, name: str = "own", days: int = 30, *more: str) -> tuple[Path, Path]:
    """Return the files of a certificate for localhost that signed itself, and of its key."""
    certificate, key = folder / f"{name}.pem", folder / f"{name}.key"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", str(days)]
    names = ["-subj", f"/CN={name}", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    subprocess.run([*command, "-keyout", str(key), "-out", str(certificate), *names, *more], check=True, capture_output=True)
    return certificate, key
