"""The session's cache key and the user."""

import json

import pytest

from tests.unit.translator.request.parameters import planned, target
from translator.plan import Plan
from translator.request import identity

OLD = "user_" + "a" * 64 + "_account_0b5c_session_11111111-2222"
NEW = json.dumps({"device_id": "d" * 64, "account_uuid": "0b5c", "session_id": "11111111-2222"})


def of(user_id: str | None, session: str | None = None, model: str = "gpt-x") -> Plan:
    """Return the plan for a request of this user and session header."""
    return planned(identity.apply, to=target(model=model), session=session, metadata={"user_id": user_id})


@pytest.mark.parametrize("user_id", [OLD, NEW])
def test_both_forms(user_id: str) -> None:
    """Both forms of Claude Code's user_id name the session, and give key and user within 64 characters."""
    plan = of(user_id)
    assert plan.session == "11111111-2222"
    assert plan.cache_key
    assert plan.user
    assert len(plan.cache_key) <= 64
    assert len(plan.user) <= 64
    assert "0b5c" not in plan.user
    assert (plan.cache_key, plan.user) == (of(user_id).cache_key, of(user_id).user)


def test_key_by_session_and_model() -> None:
    """The key is the same for a session and model in every form, and another for another session or model."""
    assert of(OLD).cache_key == of(NEW).cache_key == of(None, "11111111-2222").cache_key == of("someone", "11111111-2222").cache_key
    others = {of(OLD.replace("2222", "3333")).cache_key, of(OLD, model="gpt-y").cache_key, of(OLD).cache_key}
    assert len(others) == 3


def test_user_without_session() -> None:
    """The user stays the same from session to session, and users stay apart."""
    assert of(OLD).user == of(OLD.replace("2222", "3333")).user
    assert of(NEW).user == of(NEW.replace("2222", "3333")).user
    assert len({of(OLD).user, of(NEW).user, of("someone").user}) == 3


@pytest.mark.parametrize("user_id", ["{broken", "{}", '{"session_id": 5}', "_session_", "x_session_", "someone"])
def test_other_users(user_id: str) -> None:
    """Any other user_id is a user without a session."""
    plan = of(user_id)
    assert (plan.cache_key, plan.session) == (None, None)
    assert plan.user


def test_nobody() -> None:
    """Without user_id and session header nothing is sent; null is nothing."""
    for plan in (planned(identity.apply), planned(identity.apply, metadata=None), of(None), of("")):
        assert (plan.cache_key, plan.user) == (None, None)


def test_header_stays() -> None:
    """The session that the header names stays the plan's session."""
    assert of(OLD, "from-header").session == "from-header"
