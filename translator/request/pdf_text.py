"""The text of a PDF, page by page, for targets that take no files."""

import contextlib
import hashlib
import json
import subprocess
import sys
from collections import OrderedDict
from pathlib import Path
from typing import NamedTuple

READER = Path(__file__).with_name("pdf_reader.py")
PROCESSOR, CLOCK = 15, 25  # Seconds; a page of text takes some milliseconds.
UNREADABLE = "(The document could not be read: it is not a PDF that can be opened.)"
NO_TEXT = "(The document holds no text: its pages are pictures.)"


class Read(NamedTuple):
    """What was read: text; readable: whether there is any; whole: whether it is all of the document."""

    text: str
    readable: bool
    whole: bool


# The history comes again with every turn: what was read once is kept, for a few documents.
_KEPT: OrderedDict[bytes, Read] = OrderedDict()
_KEEP = 16


def extract(data: str) -> Read:
    """Return the text of a base64-coded PDF with its page numbers; never raises for a bad one, and ends after CLOCK seconds."""
    digest = hashlib.sha256(data.encode("utf-8", "replace")).digest()
    kept = _KEPT.get(digest)
    if kept is not None:
        # Another thread may just have put it out.
        with contextlib.suppress(KeyError):
            _KEPT.move_to_end(digest)
        return kept
    result = _told(_pages(data.encode("ascii", "replace")))
    _KEPT[digest] = result
    if len(_KEPT) > _KEEP:
        _KEPT.popitem(last=False)
    return result


def _pages(data: bytes) -> list[bytes]:
    """Return the lines of the reading process that are whole."""
    command = [sys.executable, "-I", str(READER), str(PROCESSOR)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}) as process:
        try:
            said, _ = process.communicate(data, CLOCK)
        except subprocess.TimeoutExpired:
            process.kill()
            said, _ = process.communicate()
    return said.split(b"\n")[:-1]


def _told(lines: list[bytes]) -> Read:
    if not lines:
        return Read(UNREADABLE, False, True)
    pages = [json.loads(line) for line in lines]
    count = pages[0][1]
    if not any(text for _, _, text in pages):
        return Read(NO_TEXT, False, True)
    said = [f"[page {number} of {count}]\n{text}" for number, _, text in pages]
    whole = len(pages) == count
    if not whole:
        said.append(f"(The pages from {len(pages) + 1} on were not read: the document is too long.)")
    return Read("\n\n".join(said), True, whole)
