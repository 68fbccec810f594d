"""The five targets that every row is tried on, made from the shipped config.yaml as the gateway makes them."""

from dataclasses import dataclass
from functools import cache

from gateway.setting_types import PROJECT
from gateway.settings import load
from gateway.upstreams.capabilities import extract
from gateway.upstreams.model_file import read_table
from gateway.upstreams.routes import routes
from gateway.upstreams.targets import override
from translator.asking.routes import Route, Routes


@dataclass(frozen=True)
class Column:
    """One target: key in the table, heading in the document, the name that a client asks for, the settings that lead there."""

    key: str
    heading: str
    asked: str
    settings: tuple[tuple[str, str], ...]

    @property
    def wire(self) -> str:
        return "responses" if self.key.startswith("responses") else "chat"

    @property
    def openai(self) -> bool:
        """Whether it is OpenAI's own API."""
        return self.key != "chat-compat"

    @property
    def reasons(self) -> bool:
        return "gpt-5" in self.key


CHAT = ("OPENAI_WIRE_API", "chat")
# A user's own server that speaks chat completions, as its user would set it up.
COMPATIBLE = (("OPENAI_BASE_URL", "http://127.0.0.1:8000/v1"), ("BIG_MODEL", "compat-large"), CHAT)
COLUMNS = (
    Column("responses-gpt-5.2", "responses<br>gpt-5.2", "claude-opus-4-5-20251101", ()),
    Column("responses-gpt-4.1", "responses<br>gpt-4.1", "claude-sonnet-4-5-20250929", ()),
    Column("chat-gpt-5", "chat<br>gpt-5", "claude-haiku-4-5-20251001", (CHAT,)),
    Column("chat-gpt-4.1", "chat<br>gpt-4.1", "claude-sonnet-4-5-20250929", (CHAT,)),
    Column("chat-compat", "chat<br>compat-large", "claude-opus-4-5-20251101", COMPATIBLE),
)


@cache
def route(column: Column) -> Route:
    """Return the column's route, by the way that start takes."""
    table, problems = read_table(PROJECT / "config.yaml")
    assert not problems
    settings = load(dict(column.settings))
    rows = routes(override(table, settings), settings, {}, None)
    return Routes(rows, extract(row["model"] for row in rows), {}).find(column.asked)
