"""Which row of the error table tells a client that an upstream cannot be reached: the host, and the setting to look at."""

import ssl

from gateway.errors.error_table import WAYS
from translator.failure import Failure
from translator.httpclient.faults import BadAddress, NoConnection, NoProxy, NotHttp, RefusedByProxy, UnfitHeader, UnknownHost


def unreachable(error: Exception, url: str) -> tuple[Failure, bool]:
    """Return the failure for an upstream that did not answer, and whether asking again may help."""
    host = "".join(url.split("/")[2:3]).rpartition("@")[2] or "the upstream"
    name, why = _row(error)
    rule = WAYS[name]
    again = rule.retry or (isinstance(error, RefusedByProxy) and error.status >= 500)
    return Failure(rule.status, rule.kind, rule.said(host=host, why=why), cause=name), again


def _row(error: Exception) -> tuple[str, str]:
    if isinstance(error, ssl.SSLCertVerificationError):
        return "bad certificate", error.verify_message or "it cannot be verified"
    if isinstance(error, RefusedByProxy):
        return "proxy refuses", str(error.status)
    if isinstance(error, UnfitHeader):
        return "unfit header", ascii(error.args[0])
    # The first that fits: some of these kinds are kinds of others further down.
    kinds: tuple[tuple[type[Exception], str], ...] = (
        (ssl.SSLError, "no TLS"),
        (UnknownHost, "unknown host"),
        (NoProxy, "proxy unreachable"),
        (TimeoutError, "no connection in time"),
        (BadAddress, "invalid address"),
        (NoConnection, "unreachable host"),
        (NotHttp, "not HTTP"),
    )
    return next((name for kind, name in kinds if isinstance(error, kind)), "connection closed"), ""
