"""The arguments of a tool call as an upstream writes them: is it a whole object, and which?"""

from typing import Any

from translator.response.event_json import strict
from translator.response.text import cleaned_object


def whole(text: str) -> dict[str, Any] | None:
    """Return the object that the text is, None where it is not one whole JSON object (cut, broken, followed by something)."""
    if not text.rstrip().endswith("}"):
        return None
    try:
        value = strict(text)
    except ValueError:
        return None
    return cleaned_object(value) if isinstance(value, dict) else None


def meant(text: str) -> dict[str, Any] | None:
    """Return the object that the arguments of a finished call mean: nothing, null and an empty string mean none; a string may hold it."""
    stripped = text.strip()
    if not stripped:
        return {}
    try:
        value = strict(stripped)
    except ValueError:
        return None
    if value is None or value == "":
        return {}
    if isinstance(value, str):
        return whole(value)
    return cleaned_object(value) if isinstance(value, dict) else None
