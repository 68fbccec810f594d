"""A process of its own that reads the text of one PDF: a broken or hostile file ends it, and nobody else.

stdin: base64; the first argument: seconds of processor time at the most; the second, where there is one: how many pages to read at the
most, evenly spread. stdout: a line of JSON for each page, [number, pages, text, width, height] with lengths in points, as soon as it is
read, so that what was read before a limit ended it is kept.
"""

import base64
import io
import json
import logging
import resource
import sys

MAX_PAGES = 600  # The Messages API's own limit (Anthropic, PDF support).
MAX_TEXT = 4_000_000  # Characters: as much as the longest context holds.
MAX_MEMORY = 1 << 30


def main() -> None:
    """Read the PDF; exit status 1 where it is none."""
    _limit(resource.RLIMIT_CPU, int(sys.argv[1]))
    _limit(resource.RLIMIT_AS, MAX_MEMORY)
    logging.disable()
    from pypdf import PdfReader

    length = 0
    try:
        pages = PdfReader(io.BytesIO(base64.b64decode(sys.stdin.buffer.read())), strict=False).pages
        count = len(pages)
        for place in _places(count, int(sys.argv[2]) if len(sys.argv) > 2 else 0):
            page = pages[place]
            text = page.extract_text().strip()
            length += len(text)
            if length > MAX_TEXT:
                return
            sys.stdout.write(json.dumps([place + 1, count, text, float(page.mediabox.width), float(page.mediabox.height)]) + "\n")
            sys.stdout.flush()
    except Exception:  # noqa: BLE001 (a broken file may fail in any way inside the parser, and is the user's, not ours)
        sys.exit(1)


def _places(count: int, sample: int) -> range | list[int]:
    if not sample or count <= sample:
        return range(min(count, MAX_PAGES))
    return [place * count // sample for place in range(sample)]


def _limit(kind: int, most: int) -> None:
    try:
        resource.setrlimit(kind, (most, most))
    except (ValueError, OSError):
        # Some systems know no such limit; the caller's clock stands above it.
        return


if __name__ == "__main__":
    main()
