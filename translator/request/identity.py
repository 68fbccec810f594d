"""Who asks: a key that keeps a session's prompt in the upstream's cache, and the user, without telling who that is."""

from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple

import orjson

from translator.plan import Plan

SESSION = "_session_"
# Enough to tell sessions apart; OpenAI takes 64 characters.
KEY_LENGTH = 40


class Identity(NamedTuple):
    """The parts of metadata.user_id: who the user is, and the session, None where it names none."""

    user: str
    session: str | None


def apply(plan: Plan) -> None:
    """Set plan.cache_key (stable for a session and model, different between them), plan.user, and plan.session where unknown."""
    named = (plan.body.get("metadata") or {}).get("user_id")
    session = plan.session
    if named:
        who = identity(named)
        plan.user = _hash(who.user)
        session = who.session or session
        plan.session = plan.session or session
    if session:
        plan.cache_key = "oc-" + _hash(f"{session}\n{plan.target.model}")[:KEY_LENGTH]


def identity(user_id: str) -> Identity:
    """Read a user_id in both forms of Claude Code: user_…_account_…_session_…, and JSON with device_id, account_uuid, session_id.

    Any other is the user's own name, without a session.
    """
    if user_id.startswith("{"):
        try:
            parts = orjson.loads(user_id)
        except ValueError:
            return Identity(user_id, None)
        session = parts.get("session_id")
        user = "\n".join(str(parts[name]) for name in ("device_id", "account_uuid") if parts.get(name))
        return Identity(user or user_id, session if isinstance(session, str) and session else None)
    user, mark, session = user_id.rpartition(SESSION)
    return Identity(user, session) if mark and user and session else Identity(user_id, None)


# Those of a session come with each of its requests.
@lru_cache(maxsize=1024)
def _hash(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
