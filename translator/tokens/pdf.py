"""What a PDF costs: its text and a picture of each page, both of which OpenAI gives to the model (File inputs, How it works).

At which size a page is drawn is not published: each is taken at the detail that the API names for the model.
"""

import re

from translator.request.pdf import pdf_text
from translator.tokens.images import Rule
from translator.tokens.texts import Texts

# Reading a page's text takes milliseconds: of a long document some pages are read, evenly spread, and speak for the rest.
MOST_READ = 20
# Seconds for them, of the processor and by the clock: what was read by then speaks for the rest.
PROCESSOR, CLOCK = 4, 6
LONGEST_PAGE = 100_000  # Characters; no page that somebody reads holds as many.
LARGEST = 1e6  # Points; the format itself ends far below.
LETTER = (816, 1056)  # US letter at 96 dots an inch, where the page does not say.
DRAWN_AT = 2048  # The longest side of a page's picture before the model's own rule.
HIGH = re.compile(r"gpt-(5\.([6-9]|\d\d)|[6-9]).*")


def tokens(data: str, model: str, rule: Rule, texts: Texts) -> int:
    """Return the tokens of a base64-coded PDF; 0 for one that cannot be read. Never raises for a bad one, and ends in time."""
    key = b"pdf\0" + model.encode() + b"\0" + data.encode("utf-8", "replace")
    return texts.remembered(key, lambda: _tokens(data, model, rule, texts))


def _tokens(data: str, model: str, rule: Rule, texts: Texts) -> int:
    # detail auto means high from GPT-5.6 on, low before (Responses API, input_file).
    drawn = rule.high if HIGH.fullmatch(model.rpartition("/")[2].lower()) else rule.low
    read = pdf_text.pages(data, PROCESSOR, CLOCK, MOST_READ)
    if not read:
        return 0
    total = sum(texts.count(page.text[:LONGEST_PAGE]) + drawn(_size(page.width, page.height)) for page in read)
    return round(total * read[0].total / len(read))


def _size(width: float, height: float) -> tuple[int, int]:
    if not 0 < width < LARGEST or not 0 < height < LARGEST:
        width, height = LETTER
    scale = DRAWN_AT / max(width, height)
    return max(1, round(width * scale)), max(1, round(height * scale))
