"""The image's HEALTHCHECK: does the gateway of this container answer. Nothing but the standard library, for it runs every few seconds."""

import http.client
import ssl
import sys

SECONDS = 4
ASKED_IN_PLAIN = 400


def status(port: int) -> int:
    """Return what /health of this machine answers, in plain HTTP or, where the port says that it speaks TLS, in that.

    Raises OSError or http.client.HTTPException where nothing answers.
    """
    told = _asked(http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS))
    if told != ASKED_IN_PLAIN:
        return told
    # The certificate is for those who come from elsewhere: it need not name this address.
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return _asked(http.client.HTTPSConnection("127.0.0.1", port, timeout=SECONDS, context=context))


def _asked(connection: http.client.HTTPConnection) -> int:
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status
    finally:
        connection.close()


def main() -> None:
    """Exit with 0 where it answers 200, 1 otherwise; the port may be given."""
    try:
        well = status(int(sys.argv[1]) if len(sys.argv) > 1 else 3999) == http.client.OK
    except (OSError, http.client.HTTPException):
        well = False
    sys.exit(0 if well else 1)


if __name__ == "__main__":
    main()
