"""The text of a PDF, page by page, for targets that take no files."""

import base64
import hashlib
import io
import logging
from collections import OrderedDict

MAX_PAGES = 600  # The Messages API's own limit (Anthropic, PDF support).
UNREADABLE = "(The document could not be read: it is not a PDF that can be opened.)"
NO_TEXT = "(The document holds no text: its pages are pictures.)"

# The history comes again with every turn: what was read once is kept, for a few documents.
_KEPT: OrderedDict[bytes, tuple[str, bool]] = OrderedDict()
_KEEP = 16


def extract(data: str) -> tuple[str, bool]:
    """Return the text of a base64-coded PDF with its page numbers, and whether it could be read; never raises for a bad one."""
    digest = hashlib.sha256(data.encode("utf-8", "replace")).digest()
    if digest in _KEPT:
        _KEPT.move_to_end(digest)
        return _KEPT[digest]
    result = _read(data)
    _KEPT[digest] = result
    if len(_KEPT) > _KEEP:
        _KEPT.popitem(last=False)
    return result


def _read(data: str) -> tuple[str, bool]:
    # Loaded with the first document: most requests hold none, and it takes 20 MB and a tenth of a second.
    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(io.BytesIO(base64.b64decode(data)), strict=False)
        count = len(reader.pages)
        pages = [reader.pages[number].extract_text().strip() for number in range(min(count, MAX_PAGES))]
    except Exception:  # noqa: BLE001 (a broken file may fail in any way inside the parser, and is the user's, not ours)
        return UNREADABLE, False
    if not any(pages):
        return NO_TEXT, False
    lines = [f"[page {number} of {count}]\n{page}" for number, page in enumerate(pages, 1)]
    return "\n\n".join(lines), True
