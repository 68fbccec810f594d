"""What of an event is kept: all of it, its metadata alone, or nothing; and whether names of persons and devices are hashed.

Pure: the key of the hashes is given.
"""

import hmac
import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from gateway.setting_types import Telemetry
from interceptor.lines import Entry

# Names under which clients send who and where somebody is; compared without case and signs. Claude Code: user.id, user.email, device_id, …
PERSONAL = frozenset(
    "userid useremail email username useraccountuuid useraccountid accountuuid accountid organizationuuid organizationid organizationname "
    "orgid deviceid machineid anonymousid hostname hostid hostip clientip ip firstname lastname fullname phone githubactor githubactorid "
    "githubrepositoryowner githubrepositoryownerid".split()
)
# Words that say how something went, not what about: they are metadata although they are texts.
KEPT = frozenset(
    "event eventname eventtype name key kind unit scope model querysource toolname tool decision source success status statuscode error "
    "errortype errorcode stopreason type requestid promptid sessionid agentid parentagentid messageid clienttimestamp eventtimestamp "
    "timestamp time traceid spanid parentspanid servicename "
    "serviceversion version appversion terminaltype ostype osversion platform arch nodeversion language effort speed decisiontype "
    "clienttype entrypoint usertype severitytext hookevent trigger".split()
)
_SIGNS = re.compile(r"[^a-z0-9]")
# A word of a vocabulary, a version, an id; nothing with a space, a slash or an @.
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:+-]{0,99}")
_NUMBER = re.compile(r"[+-]?\d{1,30}(\.\d{1,20})?([eE][+-]?\d{1,3})?|true|false|\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)?")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,63}")
LONGEST_NAME = 100
LEFT_OUT = "[left out]"
HASH_MARK = "hash:"
HASH_CHARACTERS = 32


class Privacy:
    """Applies TELEMETRY and TELEMETRY_HASH_IDS to what is about to become a line."""

    def __init__(self, level: Telemetry, key: bytes | None = None) -> None:
        """key: of the hashes; None keeps names as they are."""
        self.level = level
        self._key = key

    @property
    def keeps_all(self) -> bool:
        """Tell whether everything is kept as it came."""
        return self.level == "full" and self._key is None

    def apply(self, entries: Iterable[Entry]) -> list[Entry]:
        """Return what is kept of these. Raises RecursionError where one is nested more than some hundred levels."""
        if self.level == "off":
            return []
        if self.level == "full" and self._key is None:
            return list(entries)
        return [self._entry(entry) for entry in entries]

    def _entry(self, entry: Entry) -> Entry:
        name = entry.name
        if self.level == "metadata" and name is not None and not _WORD.fullmatch(name):
            name = None
        return replace(entry, name=name, event=self._clean(entry.event, ""))

    def _clean(self, value: Any, name: str) -> Any:  # noqa: ANN401 (any JSON value in and out)
        if isinstance(value, dict):
            return self._object(value)
        if isinstance(value, list):
            return [self._clean(item, name) for item in value]
        if name in PERSONAL:
            return self._person(value)
        return self._text(value, name) if isinstance(value, str) and self.level == "metadata" else value

    def _object(self, value: dict[str, Any]) -> dict[str, Any]:
        key = value.get("key")
        if isinstance(key, str) and "value" in value and len(value) == 2:
            # An attribute of OpenTelemetry: its own name says what its value is.
            return {"key": self._name(key), "value": self._attribute(value["value"], plain_name(key))}
        return {self._name(one): self._clean(item, plain_name(one)) for one, item in value.items()}

    def _attribute(self, value: Any, name: str) -> Any:  # noqa: ANN401
        """Clean an AnyValue: the names within it, stringValue and such, are not those of what it holds."""
        if isinstance(value, dict) and len(value) == 1:
            form, held = next(iter(value.items()))
            if form == "arrayValue" and isinstance(held, dict) and isinstance(held.get("values"), list):
                return {form: {"values": [self._attribute(item, name) for item in held["values"]]}}
            if form != "kvlistValue" and not isinstance(held, dict | list):
                cleaned = self._clean(held, name)
                return {form if type(cleaned) is type(held) else "stringValue": cleaned}
        return self._clean(value, name)

    def _person(self, value: object) -> object:
        if value is None or value == "" or isinstance(value, bool):
            return value
        if self._key is None:
            return LEFT_OUT if self.level == "metadata" else value
        return HASH_MARK + hmac.new(self._key, str(value).encode("utf-8", "surrogatepass"), "sha256").hexdigest()[:HASH_CHARACTERS]

    def _text(self, text: str, name: str) -> str:
        return text if not text or _NUMBER.fullmatch(text) or (name in KEPT and _WORD.fullmatch(text)) else LEFT_OUT

    def _name(self, name: str) -> str:
        return name if self.level == "full" or _NAME.fullmatch(name) else LEFT_OUT


def plain_name(name: str) -> str:
    """Return a field's name without case and signs: user.id, userId and user_id are one."""
    return _SIGNS.sub("", name[:LONGEST_NAME].lower())
