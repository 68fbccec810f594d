"""What is wrong with TLS_CERT and TLS_KEY, by which the gateway's port speaks TLS."""

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509

from gateway.problems import Problem
from gateway.settings import Settings

SOON = timedelta(days=7)


def tls_problems(settings: Settings) -> list[Problem]:
    """Return what keeps PORT from speaking TLS with these files; nothing where neither is set."""
    certificate, key = settings.tls_cert, settings.tls_key
    if certificate is None and key is None:
        return []
    if certificate is None or key is None:
        missing, other = ("TLS_KEY", "TLS_CERT") if key is None else ("TLS_CERT", "TLS_KEY")
        return [Problem(missing, f"is not set, and {other} is: TLS needs both.", f"Set {missing} too, or unset {other}.")]
    problems = _unreadable("TLS_CERT", certificate) + _unreadable("TLS_KEY", key)
    return problems or _certificate(certificate) or _pair(certificate, key)


def own_certificate(path: Path) -> x509.Certificate | None:
    """Return the first certificate of a PEM file; None where there is none."""
    try:
        return x509.load_pem_x509_certificates(path.read_bytes())[0]
    except (OSError, ValueError, IndexError):
        return None


def signed_itself(path: Path) -> bool:
    """Tell whether a certificate is its own issuer, so that clients must be told to trust it."""
    certificate = own_certificate(path)
    return certificate is not None and certificate.issuer == certificate.subject


def _unreadable(name: str, path: Path) -> list[Problem]:
    try:
        path.read_bytes()
    except OSError as error:
        return [Problem(name, f"{path} cannot be read: {error.strerror}.", "Name a PEM file that the gateway's user can read.")]
    return []


def _certificate(path: Path) -> list[Problem]:
    certificate = own_certificate(path)
    if certificate is None:
        return [Problem("TLS_CERT", f"{path} holds no certificate in PEM form.", "Name the certificate's file, with its chain.")]
    now, begins, ends = datetime.now(UTC), certificate.not_valid_before_utc, certificate.not_valid_after_utc
    if ends <= now:
        return [Problem("TLS_CERT", f"{path} has expired, on {ends:%Y-%m-%d}.", "Renew it, or name a newer one.")]
    if begins > now:
        return [Problem("TLS_CERT", f"{path} is valid from {begins:%Y-%m-%d} on.", "Look at this machine's clock, or name another one.")]
    return []


def _pair(certificate: Path, key: Path) -> list[Problem]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        # No answer to the question for a password: nobody is there who could give one at a start.
        context.load_cert_chain(certificate, key, password=lambda: b"")
    except ssl.SSLError as error:
        if error.reason == "KEY_VALUES_MISMATCH":
            return [Problem("TLS_KEY", f"{key} is not the key of {certificate}.", "Name the key that belongs to TLS_CERT.")]
        what = "holds no private key in PEM form that can be used without a password"
        return [Problem("TLS_KEY", f"{key} {what}.", "Name such a key's file; openssl pkey takes a password off.")]
    except OSError as error:
        return [Problem("TLS_KEY", f"{key} cannot be used: {error.strerror}.", "Name a private key's PEM file.")]
    return _expires_soon(certificate)


def _expires_soon(path: Path) -> list[Problem]:
    certificate = own_certificate(path)
    if certificate is None or certificate.not_valid_after_utc - datetime.now(UTC) > SOON:
        return []
    what = f"{path} expires on {certificate.not_valid_after_utc:%Y-%m-%d}."
    return [Problem("TLS_CERT", what, "Renew it, then: openai-code reload", "warning")]
