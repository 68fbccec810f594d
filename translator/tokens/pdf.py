"""What a PDF costs: its text and a picture of each page, both of which OpenAI gives to the model (File inputs, How it works).

At which size a page is drawn is not published: each is taken at the detail that the API names for the model.
"""

import base64
import io
import logging
import re

from translator.tokens.images import Rule
from translator.tokens.texts import Texts

# Reading a page's text takes milliseconds: of a long document some pages are read, evenly spread, and speak for the rest.
MOST_READ = 20
LETTER = (816, 1056)  # US letter at 96 dots an inch, where the page does not say.
DRAWN_AT = 2048  # The longest side of a page's picture before the model's own rule.
HIGH = re.compile(r"gpt-(5\.([6-9]|\d\d)|[6-9]).*")

logging.getLogger("pypdf").setLevel(logging.CRITICAL)


def tokens(data: str, model: str, rule: Rule, texts: Texts) -> int:
    """Return the tokens of a base64-coded PDF; 0 for one that cannot be read. Never raises for a bad one."""
    key = b"pdf\0" + model.encode() + b"\0" + data.encode("utf-8", "replace")
    return texts.remembered(key, lambda: _tokens(data, model, rule, texts))


def _tokens(data: str, model: str, rule: Rule, texts: Texts) -> int:
    # Few requests hold a PDF: until one does, its reader costs neither time nor memory.
    from pypdf import PdfReader

    # detail auto means high from GPT-5.6 on, low before (Responses API, input_file).
    drawn = rule.high if HIGH.fullmatch(model.rpartition("/")[2].lower()) else rule.low
    try:
        pages = PdfReader(io.BytesIO(base64.b64decode(data)), strict=False).pages
        count = len(pages)
        picked = range(count) if count <= MOST_READ else [place * count // MOST_READ for place in range(MOST_READ)]
        total = 0
        for place in picked:
            page = pages[place]
            total += texts.count(page.extract_text().strip()) + drawn(_size(float(page.mediabox.width), float(page.mediabox.height)))
    except Exception:  # noqa: BLE001 (a broken file may fail in any way inside the parser, and is the user's, not ours)
        return 0
    return round(total * count / max(1, len(picked)))


def _size(width: float, height: float) -> tuple[int, int]:
    if not width > 0 or not height > 0:
        width, height = LETTER
    scale = DRAWN_AT / max(width, height)
    return max(1, round(width * scale)), max(1, round(height * scale))
