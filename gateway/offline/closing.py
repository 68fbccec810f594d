"""The text that ends a task: what was done, what the tools said, and that no model is behind it."""

from __future__ import annotations

from gateway.offline.conversation import Conversation, Text
from gateway.offline.harness import instructions
from gateway.offline.results import brief, file_text, plain
from gateway.offline.work import Outcome

NO_MODEL = "This is openai-code's offline backend: no model is behind this answer."
_ABLE = "It can write, read, edit, run, list and search when asked in plain words, for example: Write hello.txt then read it."
_GIST = 100


def closing_text(outcomes: list[Outcome]) -> str:
    """The sum of a task that had at least one intent."""
    failures = [outcome for outcome in outcomes if outcome.problem]
    head = "Done." if not failures else "Some of this could not be done."
    return "\n".join([head, *(_line(outcome) for outcome in outcomes), "", NO_MODEL])


def unplanned_text(outputs: list[str]) -> str:
    """The sum when tools ran that no words of the instruction asked for."""
    quoted = [f"A tool answered:\n{_quote(brief(output))}" for output in outputs]
    return "\n".join(["Done.", *quoted, "", NO_MODEL])


def helpless_text(instruction: str) -> str:
    """The answer to an instruction in which nothing was recognised."""
    shown = _gist(instruction)
    asked = f" You said: “{shown}”" if shown else ""
    return f"{NO_MODEL} {_ABLE}{asked}"


def summary_text(conversation: Conversation) -> str:
    """The summary by which a client goes on after it has dropped its history: what the user asked for so far."""
    said = [turn for turn in conversation.turns if isinstance(turn, Text) and turn.role == "user"]
    asked = [_gist(block) for turn in said[:-1] for block in instructions(turn)]
    listed = "\n".join(f"   - {text}" for text in asked) or "   - Nothing yet."
    return f"<analysis>\n{NO_MODEL}\n</analysis>\n\n<summary>\n1. Primary Request and Intent:\n{listed}\n</summary>"


def _gist(text: str) -> str:
    gist = " ".join(text.split())
    return gist if len(gist) <= _GIST else gist[:_GIST].rstrip() + "…"


def _line(outcome: Outcome) -> str:
    intent = outcome.intent
    name = intent.query or intent.command or intent.path
    if outcome.problem:
        return f"- Could not {intent.kind} {name}".rstrip() + f": {brief(outcome.problem, lines=3, chars=300)}"
    match intent.kind:
        case "write":
            return f"- Wrote {name}."
        case "append":
            return f"- Added a line to {name}."
        case "edit":
            return f"- Changed “{intent.old}” to “{intent.new}” in {name}."
        case "read":
            return f"- Read {name}:\n{_quote(brief(file_text(outcome.output)))}"
        case "run":
            said = plain(outcome.output)
            return f"- Ran `{name}`:\n{_quote(brief(said))}" if said.strip() else f"- Ran `{name}`."
    done = {"list": "Listed the files", "glob": "Looked for files named", "grep": "Searched the files for", "web": "Searched the web for"}
    if intent.kind == "delegate":
        return f"- Another agent did “{intent.content}”:\n{_quote(brief(outcome.output))}"
    where = f" in {intent.path}" if intent.path and intent.query else ""
    return f"- {done.get(intent.kind, 'Fetched')} {name}".rstrip() + f"{where}:\n{_quote(brief(outcome.output))}"


def _quote(text: str) -> str:
    fence = "```" if "```" not in text else "~~~~"
    return f"{fence}\n{text.rstrip()}\n{fence}"
