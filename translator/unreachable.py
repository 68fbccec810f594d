"""Which row of the error table tells a client that an upstream cannot be reached: the host, and the setting to look at."""

import ssl

import aiohttp

from gateway.error_table import WAYS
from translator.failure import Failure


def unreachable(error: Exception, url: str) -> tuple[Failure, bool]:
    """Return the failure for an upstream that did not answer, and whether asking again may help."""
    host = "".join(url.split("/")[2:3]).rpartition("@")[2] or "the upstream"
    name, why = _row(error)
    rule = WAYS[name]
    again = rule.retry or (isinstance(error, aiohttp.ClientHttpProxyError) and error.status >= 500)
    return Failure(rule.status, rule.kind, rule.said(host=host, why=why), cause=name), again


def _row(error: Exception) -> tuple[str, str]:
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        return "bad certificate", getattr(error.certificate_error, "verify_message", "") or "it cannot be verified"
    if isinstance(error, aiohttp.ClientHttpProxyError):
        return "proxy refuses", str(error.status)
    # The first that fits: some of these kinds are kinds of others further down.
    kinds: tuple[tuple[type[Exception] | tuple[type[Exception], ...], str], ...] = (
        ((ssl.SSLError, aiohttp.ClientSSLError), "no TLS"),
        (aiohttp.ClientConnectorDNSError, "unknown host"),
        (aiohttp.ClientProxyConnectionError, "proxy unreachable"),
        (TimeoutError, "no connection in time"),
        ((aiohttp.InvalidURL, aiohttp.NonHttpUrlClientError), "invalid address"),
        (aiohttp.ClientConnectorError, "unreachable host"),
        (aiohttp.ClientResponseError, "not HTTP"),
    )
    return next((name for kind, name in kinds if isinstance(error, kind)), "connection closed"), ""
