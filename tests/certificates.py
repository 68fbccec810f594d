"""Certificates for the tests, made by openssl."""

import ssl
import subprocess
from pathlib import Path

ELLIPTIC = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")


def self_signed(folder: Path, name: str = "own", days: int = 30, *more: str) -> tuple[Path, Path]:
    """Return the files of a certificate for localhost that signed itself, and of its key."""
    names = ("-subj", f"/CN={name}", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1")
    _openssl(folder, "req", "-x509", *ELLIPTIC, "-days", str(days), "-keyout", f"{name}.key", "-out", f"{name}.pem", *names, *more)
    return folder / f"{name}.pem", folder / f"{name}.key"


def signed_by_a_ca(folder: Path, names: str) -> tuple[Path, ssl.SSLContext]:
    """Return a new CA's file, and a server's context with a certificate that it signed; names as subjectAltName has them."""
    _openssl(folder, "req", "-x509", *ELLIPTIC, "-days", "2", "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=Test CA")
    _openssl(folder, "req", *ELLIPTIC, "-keyout", "signed.key", "-out", "signed.csr", "-subj", "/CN=signed")
    (folder / "names").write_text(f"subjectAltName={names}")
    authority = ("-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2", "-extfile", "names")
    _openssl(folder, "x509", "-req", "-in", "signed.csr", "-out", "signed.pem", *authority)
    return folder / "ca.pem", context(folder / "signed.pem", folder / "signed.key")


def context(certificate: Path, key: Path) -> ssl.SSLContext:
    """Return what a server shows this certificate with."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(certificate, key)
    return made


def _openssl(folder: Path, *arguments: str) -> None:
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)
