"""What an image or a file of a request shows, in words: a backend without a model can at least say what reached it."""

from __future__ import annotations

import re

from gateway.offline import media
from gateway.offline.conversation import Json

# How such words begin, so that nobody takes them for the user's own.
SHOWN = re.compile(r"^\[(?:image|file)[ :]")
_PAGES = 5
_PAGE_CHARS = 200


def shown(part: Json) -> str | None:
    """An image or file part of either wire in words, None for any other part."""
    match part.get("type"):
        case "input_image":
            return _image(part.get("image_url"))
        case "image_url":
            holder = part.get("image_url")
            return _image(holder.get("url") if isinstance(holder, dict) else holder)
        case "input_file":
            return _file(part)
        case "file":
            holder = part.get("file")
            return _file(holder) if isinstance(holder, dict) else None
    return None


def _image(url: object) -> str:
    data = media.payload(url) if isinstance(url, str) and url.startswith("data:") else None
    if data is None:
        return f"[image: {str(url)[:200]}]"
    size = media.image_size(data)
    pixels = f", {size[0]} by {size[1]} pixels" if size else ""
    return f"[image: {media.image_kind(data) or 'unknown'}{pixels}, {len(data)} bytes]"


def _file(part: Json) -> str:
    name = str(part.get("filename") or "without a name")
    given = part.get("file_data")
    data = media.payload(given) if isinstance(given, str) else None
    if data is None:
        return f"[file {name}: {str(part.get('file_url') or part.get('file_id'))[:200]}]"
    pages = media.pdf_texts(data) if data.startswith(b"%PDF") else []
    lines = [f"[file {name}: {len(pages)} pages, {len(data)} bytes]"]
    lines += [f"Page {number}: {' '.join(text.split())[:_PAGE_CHARS]}" for number, text in enumerate(pages[:_PAGES], 1)]
    return "\n".join(lines)
