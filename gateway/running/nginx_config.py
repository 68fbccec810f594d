"""What nginx cannot read by itself: nginx.conf with its ports filled in, and the keys as maps."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping

from gateway.running.sockets import edge_sockets
from gateway.settings import Settings

# The run folder holds links of these names to TLS_CERT and TLS_KEY, whose own paths may hold what nginx's syntax would read.
CERTIFICATE, CERTIFICATE_KEY = "tls-certificate.pem", "tls-key.pem"
TLS = f"""ssl_certificate {CERTIFICATE};
        ssl_certificate_key {CERTIFICATE_KEY};
        ssl_protocols TLSv1.2 TLSv1.3;
        ssl_prefer_server_ciphers off;
        ssl_session_cache shared:edge:1m;
        ssl_session_tickets off;"""
# LOG_LEVEL → nginx's word for what it says of itself.
ERROR_LOG = {"DEBUG": "info", "INFO": "warn", "WARNING": "warn", "ERROR": "error", "CRITICAL": "crit"}
# nginx's own variables are in small letters.
PLACE = re.compile(r"\$\{([A-Z_]+)\}")


def render(template: str, values: Mapping[str, str]) -> str:
    """Return the template with every ${NAME} replaced; raises KeyError for a name without a value."""
    return PLACE.sub(lambda match: values[match.group(1)], template)


def values(settings: Settings, path: str) -> dict[str, str]:
    """Return what nginx.conf's places are filled with; path: direct, governed or litellm."""
    address = f"[{settings.host}]" if ":" in settings.host else settings.host
    key = "the key is dummy" if settings.default_key else "the key is the one that the gateway has in PROXY_API_KEY"
    return {
        # nginx is started with the folder as its prefix: the path itself may hold what nginx's syntax would read.
        "RUN_FOLDER": ".",
        "LISTEN": f"{address}:{settings.port}{' ssl' if settings.tls else ''}{' ipv6only=off' if settings.host == '::' else ''}",
        "TLS": TLS if settings.tls else "",
        "SCHEME": "https" if settings.tls else "http",
        "PORT": str(settings.port),
        "LITELLM_PORT": str(settings.litellm_port),
        "TRANSLATOR": _translator(settings),
        "MESSAGES": "translator" if path == "direct" else "litellm",
        "COUNTS": "litellm" if path == "litellm" else "translator",
        "INTERCEPTOR_PORT": str(settings.interceptor_port),
        # What the map of nginx.conf takes for yes; anything but an empty word or 0 is one to nginx's if.
        "LITELLM_OFF": "0" if settings.litellm else "1",
        "ERROR_LOG": ERROR_LOG[settings.log_level],
        "TELL_ANSWERS": str(int(settings.log_level in ("DEBUG", "INFO"))),
        "TELL_REFUSALS": str(int(settings.log_level in ("DEBUG", "INFO", "WARNING"))),
        "TELL_FAILURES": str(int(settings.log_level != "CRITICAL")),
        "EDGE_TIMEOUT": str(settings.request_timeout + 60),
        "UNAUTHORIZED": f"The key that the client sent is not the one of this gateway: set ANTHROPIC_API_KEY in Claude Code; {key}.",
    }


def _translator(settings: Settings) -> str:
    """Return the servers of nginx's upstream: each of the translator's workers, or its port."""
    places = [f"unix:{path}" for path in edge_sockets(settings)] or [f"127.0.0.1:{settings.translator_port}"]
    servers = [f"server {place} max_fails=0;" for place in places]
    # A request goes to the worker that has the fewest, as all of nginx's own workers count them.
    return "\n        ".join(["zone translator 64k;", "least_conn;", *servers] if len(servers) > 1 else servers)


def keys(settings: Settings, litellm_key: str, edge_secret: str) -> str:
    """Return nginx's maps from what a client shows to what it may do: exact, since nginx's plain maps ignore case."""
    key = literal(settings.client_key)
    hosts = [literal(host.strip().lower()) for host in settings.public_host.split(",") if host.strip()]
    own = "default 0;" if not settings.default_key else "default 1;"
    # The edge's own secret is a client's key too: for /test-connection, which goes the whole way.
    return f"""map $http_x_api_key $api_key_ok {{ default 0; "~^{key}$" 1; "~^{edge_secret}$" 1; }}
map $http_authorization $bearer_ok {{ default 0; "~^(?i:bearer) +{key}$" 1; }}
map "$api_key_ok$bearer_ok" $client_ok {{ default 1; "00" 0; }}
map $client_ok $telemetry_ok {{ {own} "1" 1; }}
map $cookie_{cookie_name(settings.port)} $cookie_ok {{ default 0; "~^{page_token(settings.client_key, edge_secret)}$" 1; }}
map "$client_ok$cookie_ok" $page_ok {{ {"default 1;" if settings.default_key else 'default 1; "00" 0;'} }}
map $host $host_ok {{ default 0; {" ".join(f'"~^{host}$" 1;' for host in [*LOOPBACK_NAMES, *hosts])} }}
map $service $edge_authorization {{ default ""; litellm "Bearer {litellm_key}"; }}
map $service $edge_secret {{ default "{edge_secret}"; litellm ""; }}
"""


LOOPBACK_NAMES = (r"localhost", r"127\.[0-9.]+", r"\[::1\]")


def cookie_name(port: int) -> str:
    """Return the name of the cookie that opens the page; the port stands in it, since browsers keep one set of cookies for all ports."""
    return f"openai_code_{port}"


def page_token(key: str, edge_secret: str) -> str:
    """Return what the cookie holds for who knows the client's key: of no use elsewhere, nor after the next start."""
    return hmac.new(edge_secret.encode(), b"page\0" + key.encode(), hashlib.sha256).hexdigest()


def literal(text: str) -> str:
    """Return a pattern that matches exactly this text, with nothing in it that nginx's own syntax would read."""
    return "".join(chr(byte) if chr(byte).isalnum() and byte < 128 else f"\\x{byte:02x}" for byte in text.encode())


def new_secret() -> str:
    """Return a secret made for one start: what nginx shows to the services behind it."""
    return f"sk-{secrets.token_hex(24)}"
