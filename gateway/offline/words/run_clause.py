"""Clauses that ask to run something in a shell."""

from __future__ import annotations

import re
import shlex

from gateway.offline.words.contents import is_script, run_command
from gateway.offline.words.intent import Clause, Context, Intent
from gateway.offline.words.literals import MARK

_BARE = re.compile(
    r"^(?:pwd|whoami|date|uname|git|npm|npx|node|python3?|pip|uv|make\s+-|echo|bash|sh|curl|ls\s+-\w+|wc|du|df|ps|env)(?=\s|$)"
)
_USE_SHELL = re.compile(r"^use\s+(?:the\s+|your\s+)?(?:bash|shell|terminal)(?:\s+tool)?\s*(?:[:,-]|with|on|for)\s*(.+)$", re.IGNORECASE)
_LEAD = re.compile(
    r"^(?:(?:the|this|that|following|a|shell|bash|terminal|unix|linux|command(?:s|\s+line)?|in\s+(?:the\s+|a\s+)?(?:bash|shell|terminal|command\s+line)|using\s+bash|with\s+bash|:|,)(?=[\s:,\ue000])\s*)+[:,]?\s*",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"(?:[,\s]+(?:please|for\s+me|again|once\s+more|too|as\s+well|to\s+\w.*|in\s+(?:the\s+|a\s+|my\s+)?(?:bash|shell|terminal|command\s+line)|using\s+(?:the\s+)?bash(?:\s+tool)?|with\s+(?:the\s+)?bash(?:\s+tool)?))+$",
    re.IGNORECASE,
)
_OLD_SCRIPT = re.compile(
    r"^(?:it|that|this|them|both|again|(?:the|that|this|your|my)\s+(?:\w+\s+)?(?:script|program|file|code|result|thing|app)|)\b[\s.!?]*(?:again|once\s+more|now|too|a\s+second\s+time|with\b.*|using\b.*|to\s+\w.*|for\s+me|please)?[\s.!?]*$",
    re.IGNORECASE,
)
_ARGUMENTS = re.compile(r"\bwith\s+(?:the\s+)?(?:arguments?|args?|parameters?|options?|flags?)\s+(.+)$", re.IGNORECASE)
_NO_COMMAND = re.compile(
    r"^(?:the|a|an|my|your|our|all|some|any|every|these|those|into|out|over|through|away|by|from|off|on)\b", re.IGNORECASE
)
_SCRIPT_NOUN = re.compile(r"^(?:the\s+|this\s+|my\s+)?(?:\w+\s+)?(?:file|script|program)\b", re.IGNORECASE)
_WITH_TOOL = re.compile(r"\b(?:with|using|through|in)\s+(pytest|python3?|node|bash|sh|deno|bun|ruby|perl)\b", re.IGNORECASE)
_QUOTED_LIST = re.compile(rf"^{MARK}(?:\s*(?:,|and|,\s*and|&)\s*{MARK})+[\s.!?]*$", re.IGNORECASE)
_FOLDER_NOUN = re.compile(r"^(?:up\s+)?(?:an?\s+|the\s+)?(?:new\s+|empty\s+)*(?:sub)?(?:folder|directory|dir)\b", re.IGNORECASE)
_NAMED_FOLDER = re.compile(rf"\b(?:folder|directory|dir)\b(?:\s+(?:named|called|for))?:?\s+({MARK}|[\w./-]+)", re.IGNORECASE)
_FOLDER = re.compile(rf"({MARK}|[\w./-]+)\s+(?:folder|directory)\b", re.IGNORECASE)


def bare_command(text: str, context: Context) -> list[Intent]:
    """A clause that is itself a shell command, such as "git status", or "use the bash tool: …"."""
    shell = _USE_SHELL.match(text)
    if shell:
        return [Intent("run", command=context.literals.value(_strip(_LEAD.sub("", re.sub(r"^run\s+", "", shell[1])))))]
    if _BARE.match(text):
        return [Intent("run", command=context.literals.raw(_strip(text)))]
    return []


def run_intents(clause: Clause) -> list[Intent]:
    """Run a command as written, a script that is named, or the last script for "it"."""
    context = clause.context
    rest = _LEAD.sub("", clause.rest) if not _SCRIPT_NOUN.match(clause.rest) else clause.rest
    arguments = _ARGUMENTS.search(rest)
    extra = clause.value(arguments[1].rstrip(" .!")) if arguments else ""
    if _QUOTED_LIST.match(rest):
        return [Intent("run", command=clause.value(mark)) for mark in re.findall(MARK, rest)]
    quoted = re.match(MARK, rest)
    if quoted and not _is_script_name(clause, quoted[0]):
        return [Intent("run", command=clause.value(quoted[0]))]
    offset = clause.text.rfind(rest)
    first = clause.files[0] if clause.files else None
    if first and (first.start == offset or _SCRIPT_NOUN.match(rest)) and "run" not in first.path.split("/"):
        return [_script(clause, ref.path, extra) for ref in clause.files if is_script(ref.path) or ref is first]
    if _OLD_SCRIPT.match(rest):
        scripts = [path for path in context.group if is_script(path)] if re.search(r"\b(?:them|both)\b", rest) else []
        scripts = scripts or [path for path in (context.program or next((p for p in reversed(context.files) if is_script(p)), ""),) if path]
        if not scripts and context.files and clause.verb not in ("test", "testing", "start"):
            scripts = context.files[-1:]
        repeated = not scripts and context.last is not None and context.last.kind == "run" and context.last
        return [repeated] if repeated else [_script(clause, path, extra) for path in scripts]
    if re.match(r"^(?:all\s+|the\s+|our\s+|my\s+)*(?:unit\s+)?tests?\b(?!\S)", rest, re.IGNORECASE):
        return [Intent("run", command="python3 -m pytest -q")]
    command = context.literals.raw(_strip(rest))
    return [] if not command or _NO_COMMAND.match(rest) or clause.verb in ("test", "testing", "start") else [Intent("run", command=command)]


def file_command_intents(clause: Clause) -> list[Intent]:
    """Make a folder; rename, move, copy or delete files; make a file executable."""
    verb, paths = clause.verb, clause.paths
    if verb == "mkdir" or (verb in ("make", "create", "add", "making", "creating", "set") and _FOLDER_NOUN.match(clause.rest)):
        folder = (
            _NAMED_FOLDER.search(clause.rest)
            or _FOLDER.search(clause.rest)
            or (re.match(rf"({MARK}|[\w./-]+)", clause.rest) if verb == "mkdir" else None)
        )
        if folder:
            name = clause.value(next(group for group in folder.groups() if group))
            clause.context.folder = name
            return [Intent("run", command=f"mkdir -p {shlex.quote(name)}")]
    if verb == "make" and re.search(r"\bexecutable\b", clause.rest) and clause.meant:
        return [Intent("run", command=f"chmod +x {shlex.quote(path)}") for path in clause.meant]
    if verb in ("rename", "renaming", "move", "moving", "mv", "copy", "copying", "cp", "duplicate"):
        if len(paths) == 1 and clause.context.files and re.match(r"^(?:it|that|this|the)\b", clause.rest, re.IGNORECASE):
            paths = [clause.context.files[-1], *paths]
        if len(paths) == 2:
            tool = "cp" if verb[0] == "c" or verb == "duplicate" else "mv"
            clause.context.files.append(paths[1])
            return [Intent("run", command=f"{tool} {shlex.quote(paths[0])} {shlex.quote(paths[1])}")]
        return []
    if verb in ("delete", "deleting", "remove", "removing", "rm") and clause.meant:
        return [Intent("run", command=f"rm {' '.join(shlex.quote(path) for path in clause.meant)}")]
    return []


def _is_script_name(clause: Clause, mark: str) -> bool:
    """Whether a quoted text names a script to run rather than being a command."""
    value = clause.value(mark)
    return is_script(value) and " " not in value and not value.startswith("./")


def _script(clause: Clause, path: str, arguments: str) -> Intent:
    tool = _WITH_TOOL.search(clause.rest)
    if tool:
        program = "python3 -m pytest -q" if tool[1].lower() == "pytest" else tool[1]
        return Intent("run", command=f"{program} {shlex.quote(path)} {arguments}".strip())
    return Intent("run", command=run_command(path, arguments))


def _strip(text: str) -> str:
    return _TAIL.sub("", text.strip().rstrip(".!?")).strip()
