"""The way to one host, step by step: its name, a connection, its certificate; up to the forward proxy where one stands before it."""

import socket
import ssl
import time
from pathlib import Path
from urllib.parse import urlsplit

from gateway.doctor.finding import Finding

SECONDS = 5.0
STEP = "reachable"
ADDRESS = "OPENAI_BASE_URL, or api_base in config.yaml"


def reach(url: str, proxy: str | None, ca_file: Path | None) -> Finding:
    """Return whether a connection to the host of url, or to the proxy before it, can be made and trusted."""
    parts = urlsplit(proxy or url)
    host, secure = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    who = f"the forward proxy {host}:{port}" if proxy else f"{host}:{port}"
    setting = "HTTPS_PROXY and NO_PROXY" if proxy else ADDRESS
    began = time.monotonic()
    try:
        with socket.create_connection((host, port), SECONDS) as connection:
            if secure:
                context = ssl.create_default_context(cafile=ca_file)
                context.wrap_socket(connection, server_hostname=host).close()
    except ssl.SSLCertVerificationError as error:
        why = error.verify_message or "it cannot be verified"
        return Finding(STEP, "ill", f"{who}: its certificate is not trusted ({why}).", "Set SSL_CERT_FILE to the CA that signed it.")
    except ssl.SSLError:
        return Finding(STEP, "ill", f"{who} does not speak TLS.", f"Look at {setting}: http:// or https://?")
    except socket.gaierror:
        return Finding(STEP, "ill", f"The name {host} is not known.", f"Look at {setting}, and at the network's DNS.")
    except TimeoutError:
        return Finding(STEP, "ill", f"{who} does not answer within {SECONDS:.0f} s.", f"Look at {setting}, and at the network or firewall.")
    except OSError as error:
        return Finding(STEP, "ill", f"{who} cannot be connected to: {error.strerror or error}.", f"Look at {setting}: does it run there?")
    took = f"{(time.monotonic() - began) * 1000:.0f} ms"
    way = f", on the way to {urlsplit(url).hostname}" if proxy else ""
    return Finding(STEP, "well", f"{who}{way} ({took}{', TLS trusted' if secure else ''})")
