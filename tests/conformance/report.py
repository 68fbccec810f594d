"""Write docs/conformance.md from the table of this folder, and docs/notes.md from the kinds of notes; a test fails where they differ."""

from pathlib import Path

from tests.conformance.columns import COLUMNS
from tests.conformance.table import AREAS, LIVE_AREAS, proof_of
from tests.conformance.verdicts import Row, Verdict
from translator.notes_table import MEANINGS

PROJECT = Path(__file__).resolve().parents[2]
SIGNS = {"exact": "exact", "approximated": "approx.", "refused": "refused"}


INTRODUCTION = """# Conformance

Generated from `tests/conformance` by `scripts/docs`; change it there. `scripts/test conformance` proves every cell: it runs the
translator itself on the request or the upstream's answer; the offline backend in its strict form, which refuses what the real API
refuses, judges what is sent, and the types of Anthropic's SDK judge what comes back.

Each row is one item of the Messages API; each column a target: the wire that the upstream speaks, and the model. `compat-large`
stands for any server that speaks chat completions without OpenAI's own additions.

- **exact**: it means for the target what it means at Anthropic, and nothing of it is lost. A request that Anthropic refuses and that
  is refused here with the same error is exact.
- **approx.**: it is served in another form. The [note](notes.md) in the answer's header `x-openai-code-notes` says which, or a
  sentence below the table.
- **refused**: it is not served. Where a note is named, it was left out and the rest of the request answered; else the sentence below
  the table says what comes in its place.

"""


def _linked(kind: str) -> str:
    return f"[{kind}](notes.md#{kind})"


def _cell(verdict: Verdict, number: int | None) -> str:
    said = SIGNS[verdict.kind]
    why = [_linked(kind) for kind in sorted(verdict.notes)]
    if number is not None:
        why.append(f"({number})")
    return f"{said}: {' '.join(why)}" if why else said


def _escaped(text: str) -> str:
    return text.replace("|", "\\|")


def _row(area: str, row: Row, sentences: dict[str, int]) -> str:
    cells = [_cell(row.verdict(column), sentences.get(row.verdict(column).how)) for column in COLUMNS]
    path, _, name = proof_of(area, row).partition("::")
    return f"| {_escaped(row.item)} | {' | '.join(cells)} | [{_escaped(name)}](../{path}) |\n"


def conformance_md() -> str:
    """Return the text of docs/conformance.md."""
    rows = [row for area in (AREAS | LIVE_AREAS).values() for row in area]
    out = [
        INTRODUCTION,
        f"| {len(rows)} rows | {' | '.join(column.heading for column in COLUMNS)} |\n|---|{'---:|' * len(COLUMNS)}\n",
    ]
    for kind, sign in SIGNS.items():
        counts = [sum(row.verdict(column).kind == kind for row in rows) for column in COLUMNS]
        out.append(f"| {sign} | {' | '.join(map(str, counts))} |\n")
    for area, its_rows in (AREAS | LIVE_AREAS).items():
        sentences: dict[str, int] = {}
        for row in its_rows:
            for verdict in row.verdicts:
                if verdict.how:
                    sentences.setdefault(verdict.how, len(sentences) + 1)
        out.append(
            f"\n## {area}\n\n| item | {' | '.join(column.heading for column in COLUMNS)} | test |\n|---|{'---|' * len(COLUMNS)}---|\n"
        )
        out += [_row(area, row, sentences) for row in its_rows]
        if sentences:
            out += ["\n", *(f"({number}) {sentence}  \n" for sentence, number in sentences.items())]
    return "".join(out)


def notes_md() -> str:
    """Return the text of docs/notes.md."""
    parts = [
        "# Notes\n\n",
        "Generated from `translator/notes_table.py` by `scripts/docs`; change it there.\n\n",
        "Whatever translation drops or approximates is noted: in the answer's header `x-openai-code-notes` (kinds, separated by commas,\n",
        "with `=count` where one came more than once), and in the request's line of `requests.log`. No note means that nothing was lost.\n",
        "A note that only the answer's end brings stands in the record alone when the answer was streamed.\n\n",
        "| kind | what it means |\n|---|---|\n",
    ]
    parts += [f'| <a id="{kind}"></a>`{kind}` | {_escaped(meaning)} |\n' for kind, meaning in MEANINGS.items()]
    return "".join(parts)


DOCUMENTS = {"docs/conformance.md": conformance_md, "docs/notes.md": notes_md}


def write(project: Path = PROJECT) -> list[str]:
    """Write the documents and return those that changed."""
    changed = []
    for name, make in DOCUMENTS.items():
        path = project / name
        if not path.exists() or path.read_text(encoding="utf-8") != make():
            path.write_text(make(), encoding="utf-8")
            changed.append(name)
    return changed


if __name__ == "__main__":
    print(f"Written: {', '.join(write()) or 'nothing, they are as the tables say'}")
