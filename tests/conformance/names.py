"""Names of tests, made of areas and items."""

import re


def slug(text: str) -> str:
    """Return words that a test's name can hold."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
