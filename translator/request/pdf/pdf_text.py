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


class Page(NamedTuple):
    """One page that was read: its number of so many; width and height in points."""

    number: int
    total: int
    text: str
    width: float
    height: float


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
    result = _told(pages(data, PROCESSOR, CLOCK))
    _KEPT[digest] = result
    if len(_KEPT) > _KEEP:
        _KEPT.popitem(last=False)
    return result


def pages(data: str, processor: int, clock: float, sample: int = 0) -> list[Page]:
    """Return the pages of a base64-coded PDF that could be read in so many seconds; at most sample of them, evenly spread, unless it is 0.

    Never raises for a bad one.
    """
    command = [sys.executable, "-I", str(READER), str(processor), str(sample)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}) as process:
        try:
            said, _ = process.communicate(data.encode("ascii", "replace"), clock)
        except subprocess.TimeoutExpired:
            process.kill()
            said, _ = process.communicate()
    # A line without its end was cut off.
    return [Page(*json.loads(line)) for line in said.split(b"\n")[:-1]]


def _told(read: list[Page]) -> Read:
    if not read:
        return Read(UNREADABLE, False, True)
    count = read[0].total
    if not any(page.text for page in read):
        return Read(NO_TEXT, False, True)
    said = [f"[page {page.number} of {count}]\n{page.text}" for page in read]
    whole = len(read) == count
    if not whole:
        said.append(f"(The pages from {len(read) + 1} on were not read: the document is too long.)")
    return Read("\n\n".join(said), True, whole)
