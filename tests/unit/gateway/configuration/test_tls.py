"""TLS_CERT and TLS_KEY: every fault is one plain sentence that names the setting."""

import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from gateway.configuration.tls import signed_itself, tls_problems
from gateway.settings import Settings
from tests.certificates import self_signed


def told(certificate: Path | None, key: Path | None) -> list[str]:
    """Return the problems as lines."""
    return [str(problem) for problem in tls_problems(Settings(tls_cert=certificate, tls_key=key))]


def dated(folder: Path, begins: timedelta, ends: timedelta) -> tuple[Path, Path]:
    """Return a pair that is valid from then to then, counted from now."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "dated")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now + begins, now + ends)
    files = folder / "dated.pem", folder / "dated.key"
    files[0].write_bytes(builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    files[1].write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    return files


def test_a_good_pair(tmp_path: Path) -> None:
    """A certificate and its key are fine, and so is neither of them."""
    assert told(*self_signed(tmp_path)) == []
    assert told(None, None) == []
    assert signed_itself(self_signed(tmp_path)[0])


def test_one_alone(tmp_path: Path) -> None:
    """One without the other is told with the name of the missing one."""
    certificate, key = self_signed(tmp_path)
    assert told(certificate, None) == ["error: TLS_KEY: is not set, and TLS_CERT is: TLS needs both. Set TLS_KEY too, or unset TLS_CERT."]
    assert told(None, key)[0].startswith("error: TLS_CERT: is not set, and TLS_KEY is")


def test_files_that_cannot_be_used(tmp_path: Path) -> None:
    """No file, no certificate, no key, a key with a password, the key of another: each is told as what it is."""
    certificate, key = self_signed(tmp_path)
    _, other = self_signed(tmp_path, "other")
    locked, text = tmp_path / "locked.key", tmp_path / "text"
    subprocess.run(["openssl", "pkey", "-in", key, "-out", locked, "-aes128", "-passout", "pass:word"], check=True, capture_output=True)
    text.write_text("text")
    assert "No such file" in told(tmp_path / "none", key)[0]
    assert "TLS_KEY" in told(certificate, tmp_path / "none")[0]
    assert "holds no certificate in PEM form" in told(text, key)[0]
    assert "can be used without a password" in told(certificate, text)[0]
    assert "can be used without a password" in told(certificate, locked)[0]
    assert told(certificate, other)[0].startswith(f"error: TLS_KEY: {other} is not the key of {certificate}.")


@pytest.mark.parametrize(
    ("begins", "ends", "words"),
    [(-9, -1, "has expired, on"), (1, 9, "is valid from"), (-9, 3, "warning: TLS_CERT"), (-9, 30, "")],
    ids=["expired", "not yet", "soon", "valid"],
)
def test_dates(tmp_path: Path, begins: int, ends: int, words: str) -> None:
    """A certificate that has expired, or is not valid yet, stops the start; one that expires within a week is a warning."""
    found = told(*dated(tmp_path, timedelta(days=begins), timedelta(days=ends)))
    assert [words in line for line in found] == ([True] if words else [])
