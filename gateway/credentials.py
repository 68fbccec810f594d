"""What a credential looks like, and what its name does."""

import re

REDACTED = "[redacted]"
LONGEST_NAME = 100
SHORTEST_TOKEN = 13  # what is shorter can only be a credential with a space or a sign before it

# Every alternative begins with a letter, which makes the search several times faster; quantifiers that could meet again behind a
# failed match are bounded, so that no text can make it slow. Texts are searched in lower case.
_NAMES = (
    *(r"authorization", r"api[-_. ]?key", r"access[-_. ]?token", r"auth[-_. ]?token", r"refresh[-_. ]?token", r"client[-_. ]?secret"),
    *(r"secret[-_. ]?access[-_. ]?key", r"private[-_. ]?key", r"passw(?:or)?d", r"cookie"),
)
_TOKENS = (
    r"sk-(?:(?<![a-z0-9]sk-)|(?<=\\[nrt]sk-))[a-z0-9_-]{16,}",  # not inside a word (task-…), unless its letters are an escape
    r"gh[pousr]_[a-z0-9]{16,}",
    r"github_pat_[a-z0-9_]{16,}",
    r"glpat-[a-z0-9_-]{16,}",
    r"gsk_[a-z0-9]{16,}",
    r"hf_[a-z0-9]{16,}",
    r"xai-[a-z0-9]{16,}",
    r"xox[a-z]-[a-z0-9-]{8,}",
    r"aiza[a-z0-9_-]{16,}",
    r"eyj(?:(?<![a-z0-9_-]eyj)|(?<=\\[nrt]eyj))[a-z0-9_-]{8,}\.eyj[a-z0-9_-]{8,}\.[a-z0-9_-]{8,}",  # JSON Web Token, RFC 7519
    r"bearer\s{1,8}(?:bearer\s{1,8}){0,4}[^\s\"'\\,;)]+",
)
_QUOTES = r"[\"'\\]{0,8}"
_SPACE = r"\s{0,8}"
_OTLP_VALUE = rf"(?:{_QUOTES}{_SPACE},{_SPACE}{_QUOTES}value{_QUOTES}{_SPACE}:{_SPACE}\{{{_SPACE}{_QUOTES}stringvalue)?"
_ASSIGNED = (
    rf"{_OTLP_VALUE}{_QUOTES}{_SPACE}[:=]{_SPACE}"
    r"(?:\\{0,8}[\"']([^\"'\\\r\n]+)|((?<=cookie:\s)[^\"'\\\r\n]+|(?:(?:bearer|basic|token)\s{1,8})?[^\s\"'\\,;&{\[]+))"
)
_CREDENTIAL = re.compile("|".join((*_TOKENS, *(name + _ASSIGNED for name in _NAMES))).encode())
_TOKEN = re.compile("|".join(_TOKENS).encode())
_LAST_WORDS = ("authorization", "key", "token", "secret", "password", "passwd", "cookie")
_NAME_ENDS = re.compile(rf"(?:{'|'.join(_NAMES)})$")

# What one of the patterns above needs to match, for searches of a text at the speed of memory.
_SQUEEZE = bytes.maketrans(bytes(range(65, 91)), bytes(range(97, 123)))
_SQUEEZED_AWAY = b"-_. "
_SQUEEZED_MARKS = (
    *(b"authorization", b"apikey", b"accesstoken", b"authtoken", b"refreshtoken", b"clientsecret", b"secretaccesskey"),
    *(b"privatekey", b"passw", b"cookie", b"bearer", b"githubpat", b"aiza", b"eyj", b"xox"),
)
_LOWER_MARKS = (b"sk-", b"ghp_", b"gho_", b"ghu_", b"ghs_", b"ghr_", b"glpat-", b"gsk_", b"hf_", b"xai-")


def count_marks(text: bytes) -> int:
    """Count the places of a text that may be a credential or the name of one; 0 is certain."""
    squeezed = text.translate(_SQUEEZE, _SQUEEZED_AWAY)
    marks = sum(map(squeezed.count, _SQUEEZED_MARKS))
    return marks + sum(map(text.lower().count, _LOWER_MARKS))


def redact_text(text: str) -> str:
    """Replace everything in a string that looks like a credential by `[redacted]`."""
    if len(text) < SHORTEST_TOKEN and text.isidentifier():
        return text
    raw = text.encode("utf-8", "surrogatepass")
    pieces: list[bytes] = []
    done = 0
    for match in _CREDENTIAL.finditer(raw.lower()):  # lower case of bytes, since that never changes a length
        start, end = match.span(match.lastindex or 0)
        pieces += (raw[done:start], REDACTED.encode())
        done = end
    return b"".join((*pieces, raw[done:])).decode("utf-8", "surrogatepass") if pieces else text


def redact_tokens(text: str) -> str:
    """Replace what is a credential by its own looks alone by `[redacted]`; what stands behind a name such as `api_key:` stays."""
    raw = text.encode("utf-8", "surrogatepass")
    spans = [match.span() for match in _TOKEN.finditer(raw.lower())]
    for start, end in reversed(spans):
        raw = raw[:start] + REDACTED.encode() + raw[end:]
    return raw.decode("utf-8", "surrogatepass")


def names_credential(name: str) -> bool:
    """Tell whether a name is that of a credential: what ends in `authorization`, `api_key`, `password`, …; not `input_tokens`."""
    lower = name[-LONGEST_NAME:].lower()
    return lower.endswith(_LAST_WORDS) and _NAME_ENDS.search(lower) is not None
