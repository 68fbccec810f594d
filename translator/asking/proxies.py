"""Which forward proxy leads to an address: HTTPS_PROXY, HTTP_PROXY and NO_PROXY, as curl reads them."""

from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import urlsplit


class Proxies:
    """The forward proxies of one worker.

    environ: variables by name, in capitals. The client library's own reading of the environment is not used: it also takes credentials
    out of ~/.netrc, which would stand in the way of the upstream's key, and it looks for that file at each request.
    """

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._by_scheme = {scheme: _address(environ.get(f"{scheme.upper()}_PROXY", "")) for scheme in ("http", "https")}
        names = [part.strip().lower() for part in environ.get("NO_PROXY", "").split(",")]
        # A name stands for all below it too, whether it is written name, .name or *.name.
        self._without = [name.lstrip("*.") if name != "*" else name for name in names if name]
        self.of = lru_cache(maxsize=256)(self._of)

    def _of(self, url: str) -> str | None:
        """Return the address of the proxy for a URL; None where it is reached without one, or is no URL."""
        try:
            parts = urlsplit(url)
            proxy = self._by_scheme.get(parts.scheme)
            return None if proxy is None or self._is_without(parts.hostname or "", parts.port) else proxy
        except ValueError:
            return None

    def _is_without(self, host: str, port: int | None) -> bool:
        names = {host, f"[{host}]", f"{host}:{port}", f"[{host}]:{port}"}
        return any(one == "*" or any(name == one or name.endswith(f".{one}") for name in names) for one in self._without)


def _address(value: str) -> str | None:
    if not value:
        return None
    return value if "://" in value else f"http://{value}"
