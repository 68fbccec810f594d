"""An instruction in the user's words → the ordered list of what is to be done."""

from __future__ import annotations

import re

from gateway.offline.words.clauses import clauses
from gateway.offline.words.delegate_clause import TASK, delegate_intents
from gateway.offline.words.edit_clause import edit_intents
from gateway.offline.words.filenames import files_in, masked
from gateway.offline.words.intent import Clause, Context, Intent
from gateway.offline.words.literals import Literals
from gateway.offline.words.look_clause import list_intents, read_intents, search_intents
from gateway.offline.words.run_clause import bare_command, file_command_intents, run_intents
from gateway.offline.words.write_clause import write_intents

_LONGEST = 8_000
_POLITE = re.compile(
    r"^(?:(?:please|kindly|now|also|first(?:ly| of all)?|second(?:ly)?|third(?:ly)?|next|finally|lastly|okay|ok|hey|hi|hello|so|just|and"
    r"|then|great|thanks|again|(?:can|could|would|will)\s+you(?:\s+mind)?|i(?:'d| would)\s+like\s+(?:you\s+)?to"
    r"|i\s+(?:want|need)\s+(?:you\s+)?to|you\s+(?:should|must|need\s+to|can|have\s+to)|let(?:'s|\s+us)|go\s+ahead\s+and|be\s+so\s+kind\s+(?:as\s+)?to|do\s+the\s+following"
    r"|do\s+this|your\s+task\s+is\s+to|help\s+me(?:\s+to)?|(?:start|begin|try)\s+(?:by|with)|use\s+(?:(?:the|your)\s+\w+\s+tool|\w+)\s+to"
    r"|make\s+sure\s+(?:to|that\s+you)|remember\s+to|to)\b[\s,:]*)+",
    re.IGNORECASE,
)
_NAMING = re.compile(
    r"^(?:call|name|title|save|store|put|write)\s+(?:it|this|that|the\s+(?:\w+\s+)?(?:file|script|code|result|program|poem|text))\b",
    re.IGNORECASE,
)
_IT_SHOULD = re.compile(
    r"^(?:it|the\s+(?:file|script|program)|this\s+file)\s+(?:should|must|shall|needs\s+to|has\s+to|will|is\s+to)\s+(?:just\s+|only\s+)?"
    r"(?:say|contain|read|have|hold|include|print|output|echo)\b",
    re.IGNORECASE,
)
_NEGATED = re.compile(r"\b(?:do\s+not|don['\u2019]?t|never|without|no\s+need\s+to|instead\s+of)\s+(?:\w+\s+){0,2}$", re.IGNORECASE)
_KINDS: dict[str, str] = {
    "edit": "replace|replaces|replacing|substitute|substituting|swap|swapping|change|changing|edit|editing|modify|modifying|update|updating"
    "|fix|correct|turn|append|appending|insert|alter|prepend",
    "file": "rename|renaming|move|moving|copy|copying|duplicate|delete|deleting|remove|removing|rm|mv|cp|mkdir",
    "write": "write|writing|create|creating|make|making|put|putting|save|saving|store|storing|generate|generating|produce|touch|draft"
    "|compose|prepare|add|adding|give|need|want|set|paste",
    "run": "run|runs|running|execute|executing|launch|launching|start|invoke|test|testing|rerun|re-run",
    "search": "search|searching|grep|find|finding|look\\s+for|looking\\s+for|locate|google|look\\s+up|fetch|download|browse|scan",
    "list": "list|listing|ls|dir|enumerate",
    "read": "read|reading|show|showing|display|displaying|print|printing|cat|open|opening|view|viewing|look|looking|see|check|checking"
    "|inspect|output|dump|examine|review|verify|verifying|summari[sz]e|explain|describe|tell|report|confirm|count|what(?:['\u2019]?s)?|which|whats|how"
    "|where|is|does",
}
_VERB = re.compile(
    "|".join(rf"(?P<{kind}>(?<![\w'\u2019\ue002/-])(?:{words})(?![\w'\u2019/-]))" for kind, words in _KINDS.items()), re.IGNORECASE
)


def parse(instruction: str, known_files: tuple[str, ...] = ()) -> list[Intent]:
    """What the instruction asks for, in order; `known_files` are those of earlier turns, the last one last, to which "it" may refer."""
    literals = Literals(instruction[:_LONGEST])
    literals.put_aside(TASK)
    context = Context(literals, list(known_files))
    found: list[Intent] = []
    for raw in clauses(literals.text):
        text = _POLITE.sub("", raw).strip()
        amended = _amended(text, context)
        if amended and context.last in found:
            found.remove(context.last)
        intents = delegate_intents(Clause(raw, raw, "use", [], context)) or amended or _clause_intents(text, context)
        if not intents:  # "edit x.cfg and change …", "x.cfg is wrong: replace …"
            context.files.extend(ref.path for ref in files_in(text, literals))
        for intent in intents:
            if found and _outdoes(intent, found[-1]):
                found.pop()
            if not (found and found[-1] == intent and intent.kind in ("read", "list")):
                found.append(intent)
            context.remember(intent)
    return found


def _outdoes(new: Intent, last: Intent) -> bool:
    """Whether a write says what the write before it left open: "create x.txt. It should say hi"."""
    return new.kind == last.kind == "write" and new.path == last.path and new.stated and not last.stated


def _amended(text: str, context: Context) -> list[Intent]:
    """A clause that completes the write before it: "call it x.py", "save it to x.txt", or a quoted block that stands alone."""
    last = context.last if context.last and context.last.kind == "write" else None
    quoted = context.literals.get(text)
    if quoted and last and not last.stated:
        return [Intent("write", path=last.path, content=quoted.value + ("\n" if quoted.kind == "fence" else ""), stated=True)]
    if last and _IT_SHOULD.match(text):
        return write_intents(Clause(text, text, "make", [], context))
    refs = files_in(text, context.literals)
    if not (context.nameless and refs and _NAMING.match(text)):
        return []
    whole = f"{context.nameless} named {text[refs[0].start : refs[0].end]}"
    context.nameless = ""
    return write_intents(Clause(whole, whole, "write", files_in(whole, context.literals), context))


def _clause_intents(text: str, context: Context) -> list[Intent]:
    refs = files_in(text, context.literals)
    command = bare_command(text, context)
    if command:
        return command
    verb = _VERB.search(masked(text, refs))
    if not verb:
        return []
    if _NEGATED.search(text[: verb.start()]):
        return []
    clause = Clause(text, text[verb.end() :].strip(), verb[0].lower(), refs, context)
    match verb.lastgroup:
        case "edit":
            return edit_intents(clause) or (write_intents(clause) if verb[0].lower() in ("update", "insert") else [])
        case "file":
            return edit_intents(clause) or file_command_intents(clause)
        case "write":
            context.nameless = "" if refs else text
            return file_command_intents(clause) or edit_intents(clause) or write_intents(clause)
        case "run":
            return run_intents(clause)
        case "search":
            return search_intents(clause) or read_intents(clause)
        case "list":
            return list_intents(clause) or read_intents(clause)
    return list_intents(clause) or search_intents(clause) or read_intents(clause)
