"""How each intent is carried out, call by call: generators that yield a call and are sent its output."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

from gateway.offline.results import failed, file_text, found_several, wants_reading_first
from gateway.offline.tools import Action, Toolbox
from gateway.offline.words.intent import Intent

Work = Generator[Action, str, "Outcome"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an intent ended: `problem` is empty when it was done, `output` is what the last tool said."""

    intent: Intent
    output: str = ""
    problem: str = ""


def carry_out(intent: Intent, box: Toolbox, seen: set[str]) -> Work:
    """The calls for one intent; `seen` holds the absolute paths that the client has read or written, and is kept up to date."""
    match intent.kind:
        case "write":
            return (yield from _write(intent, box, seen, intent.content))
        case "append":
            return (yield from _append(intent, box, seen))
        case "edit":
            return (yield from _edit(intent, box, seen))
        case "read":
            output = yield from _once(box.read(intent.path), f"read {intent.path}")
            if not output.problem:
                seen.add(box.absolute(intent.path))
            return Outcome(intent, output.output, output.problem)
    action = {
        "run": lambda: box.run(intent.command),
        "list": lambda: box.list(intent.path),
        "glob": lambda: box.glob(intent.query),
        "grep": lambda: box.grep(intent.query, intent.path),
        "web": lambda: box.web(intent.query),
        "fetch": lambda: box.fetch(intent.query),
        "delegate": lambda: box.delegate(intent.content),
    }[intent.kind]()
    if action is None and (seeking := box.seek_kind(intent.kind)):
        yield seeking  # In the next request the tool is offered, or it is not there.
    done = yield from _once(action, intent.kind)
    return Outcome(intent, done.output, done.problem)


@dataclass(frozen=True, slots=True)
class _Said:
    output: str
    problem: str


def _once(action: Action | None, what: str) -> Generator[Action, str, _Said]:
    if action is None:
        return _Said("", f"the request offers no tool to {what}")
    output = yield action
    return _Said(output, output if failed(output) else "")


def _write(intent: Intent, box: Toolbox, seen: set[str], content: str) -> Work:
    action = box.write(intent.path, content)
    said = yield from _once(action, f"write {intent.path}")
    if wants_reading_first(said.output):
        yield from _once(box.read(intent.path), "read")
        said = yield from _once(action, "write")
    if not said.problem:
        seen.add(box.absolute(intent.path))
    return Outcome(intent, said.output, said.problem)


def _append(intent: Intent, box: Toolbox, seen: set[str]) -> Work:
    read = yield from _once(box.read(intent.path), f"read {intent.path}")
    if read.problem and "exist" not in read.problem and "No such file" not in read.problem:
        return Outcome(intent, read.output, read.problem)
    before = "" if read.problem else file_text(read.output)
    return (yield from _write(intent, box, seen, before + intent.content + "\n"))


def _edit(intent: Intent, box: Toolbox, seen: set[str]) -> Work:
    action = box.edit(intent.path, intent.old, intent.new, everywhere=intent.everywhere)
    if action is None:
        return (yield from _edit_by_writing(intent, box, seen))
    if box.absolute(intent.path) not in seen:
        read = yield from _once(box.read(intent.path), f"read {intent.path}")
        if read.problem:
            return Outcome(intent, read.output, read.problem)
        seen.add(box.absolute(intent.path))
    said = yield from _once(action, "edit")
    if found_several(said.output):
        said = yield from _once(box.edit(intent.path, intent.old, intent.new, everywhere=True), "edit")
    elif wants_reading_first(said.output):
        yield from _once(box.read(intent.path), "read")
        said = yield from _once(action, "edit")
    return Outcome(intent, said.output, said.problem)


def _edit_by_writing(intent: Intent, box: Toolbox, seen: set[str]) -> Work:
    read = yield from _once(box.read(intent.path), f"read {intent.path}")
    if read.problem:
        return Outcome(intent, read.output, read.problem)
    before = file_text(read.output)
    if intent.old not in before:
        return Outcome(intent, read.output, f"{intent.path} does not contain {intent.old!r}")
    return (yield from _write(intent, box, seen, before.replace(intent.old, intent.new)))
