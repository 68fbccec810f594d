"""What to tell a client when an upstream cannot be reached: the host, and the setting to look at."""

import ssl

import aiohttp

from translator.failure import Failure

ADDRESS = "OPENAI_BASE_URL, or api_base in config.yaml,"


def unreachable(error: Exception, url: str) -> tuple[Failure, bool]:
    """Return the failure for an upstream that did not answer, and whether asking again may help."""
    host = "".join(url.split("/")[2:3]).rpartition("@")[2] or "the upstream"
    again = False
    status, kind = 502, "api_error"
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        why = getattr(error.certificate_error, "verify_message", "") or "it cannot be verified"
        words = f"The certificate of {host} is not trusted ({why}): set SSL_CERT_FILE to the CA that signed it."
    elif isinstance(error, ssl.SSLError | aiohttp.ClientSSLError):
        words = f"{host} does not speak TLS as https:// needs it: look at {ADDRESS} and at SSL_CERT_FILE."
    elif isinstance(error, aiohttp.ClientConnectorDNSError):
        words, again = f"The host {host} is not known: look at {ADDRESS} and at the network.", True
    elif isinstance(error, aiohttp.ClientProxyConnectionError):
        words, again = f"The forward proxy on the way to {host} does not answer: look at HTTPS_PROXY and NO_PROXY.", True
    elif isinstance(error, aiohttp.ClientHttpProxyError):
        words = f"The forward proxy does not lead to {host} (it answered {error.status}): look at HTTPS_PROXY and NO_PROXY."
        again = error.status >= 500
    elif isinstance(error, TimeoutError):
        status, kind, again = 504, "timeout_error", True
        words = f"No connection to {host} in time: look at {ADDRESS} and at the network."
    elif isinstance(error, aiohttp.InvalidURL | aiohttp.NonHttpUrlClientError):
        words = f"The upstream's address is not valid: look at {ADDRESS} and mend it."
    elif isinstance(error, aiohttp.ClientConnectorError):
        words, again = f"No connection to {host}: look at {ADDRESS} at HTTPS_PROXY and at the network.", True
    elif isinstance(error, aiohttp.ClientResponseError):
        words = f"{host} answered something that is not HTTP: look at {ADDRESS} and mend it."
    else:
        words, again = f"{host} closed the connection without an answer: try again.", True
    return Failure(status, kind, words), again
