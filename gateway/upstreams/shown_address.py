"""An upstream's address as it may be shown."""

from urllib.parse import urlsplit


def without_secrets(url: str, *, query: bool = False) -> str:
    """Return an address without user, password, fragment and query; query: it is ours, and stays."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query=parts.query if query else "", fragment="").geturl()
