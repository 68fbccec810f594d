"""One body's count while it is made, and the parts that both wires share: texts, images, files, functions."""

from dataclasses import dataclass, field
from typing import Any

from translator.tokens import functions, images, pdf
from translator.tokens.dialect import Dialect
from translator.tokens.image_size import of_base64
from translator.tokens.texts import Texts

Json = dict[str, Any]
FILE_BY_ADDRESS = 3000  # A document that is not here to be read: some pages.


@dataclass
class Tally:
    """The sum so far; guessed: how much of it rests on no rule, or on something that is not in the body."""

    model: str
    texts: Texts
    dialect: Dialect
    total: int = 0
    guessed: int = 0
    rule: images.Rule = field(init=False)

    def __post_init__(self) -> None:
        self.rule = images.rule(self.model)

    def add(self, tokens: int) -> None:
        """Add tokens."""
        self.total += tokens

    def guess(self, tokens: int) -> None:
        """Add tokens that are not known well."""
        self.total += tokens
        self.guessed += tokens

    def text(self, text: object) -> None:
        """Add a text's tokens; anything else than a string has none."""
        if isinstance(text, str) and text:
            self.total += self.texts.count(text)

    def image(self, url: object, detail: object = None) -> None:
        """Add an image, given as data: URL or by address."""
        data = _data(url)
        size = of_base64(data) if data is not None else None
        cost = {"low": self.rule.low, "high": self.rule.high}.get(str(detail), self.rule.tokens)
        if size is None:
            self.guess(cost(images.UNKNOWN_SIZE))
        else:
            self.add(cost(size))

    def file(self, url: object) -> None:
        """Add a document, given as data: URL or by address; how OpenAI draws its pages is not published."""
        data = _data(url)
        self.guess(FILE_BY_ADDRESS if data is None else pdf.tokens(data, self.model, self.rule, self.texts))

    def functions(self, tools: list[Json], after_system: bool) -> None:
        """Add functions in the shape {"name", "description", "parameters"}."""
        if not tools:
            return
        form = self.dialect
        self.add(form.tools if after_system else form.tools_alone)
        self.text(form.tools_head + functions.namespace(tools) if form.typed else functions.as_json(tools))

    def format(self, name: object, schema: object) -> None:
        """Add a schema that the answer is bound to."""
        self.add(self.dialect.format)
        self.text(functions.response_format(str(name), schema))


def _data(url: object) -> str | None:
    if not isinstance(url, str) or not url.startswith("data:"):
        return None
    return url.partition(",")[2]
