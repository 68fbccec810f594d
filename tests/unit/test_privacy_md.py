"""docs/privacy.md says all that is stored."""

import re
from dataclasses import fields

from gateway.records import Record
from gateway.setting_types import PROJECT
from gateway.settings import NAMES, Settings
from interceptor.privacy import PERSONAL, plain_name

TEXT = (PROJECT / "docs" / "privacy.md").read_text(encoding="utf-8")


def test_every_field_of_a_record() -> None:
    """The document lists each field that a record may have, and no other."""
    about = TEXT[TEXT.index("**A record** has:") :].split("\n\n")[0]
    assert set(re.findall(r"`([a-z_]+)`", about)) == {field.name for field in fields(Record)} | {"content"}


def test_settings_and_levels() -> None:
    """Settings that it names exist; each level of TELEMETRY has its row."""
    named = set(re.findall(r"`([A-Z][A-Z_]{3,})", TEXT)) - {"HMAC"}
    assert named <= {*NAMES, "LOG_CONTENT"}
    for level in ("full", "metadata", "off"):
        assert f"| `{level}`" in TEXT
        assert Settings(telemetry=level).telemetry == level


def test_names_of_persons() -> None:
    """What it says to be hashed is."""
    for name in ("user.id", "user.email", "device_id"):
        assert f"`{name}`" in TEXT
        assert plain_name(name) in PERSONAL
