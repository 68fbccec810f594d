"""Take credentials out of what is recorded: the same in, the same out, so that two recordings can be compared."""

import base64
import binascii
import json
from collections.abc import Iterable
from typing import Any

from gateway.credentials import REDACTED, names_credential, redact_text

# A shorter word is too likely to stand in a text for another reason.
SHORTEST_SECRET = 12
# Under this name tools describe their parameters: a parameter called password is no password.
SCHEMAS = ("tools", "schema", "json_schema")
# What travels in signatures (translator/signature.py) and opaque words: coded, and so not to be searched as it stands.
PACKED = "oc1."


class Cleaner:
    """Cleans JSON values and texts. secrets: words that go wherever they stand, such as the upstream's key; not the short ones."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._secrets = sorted({secret for secret in secrets if len(secret) >= SHORTEST_SECRET}, key=len, reverse=True)

    def value(self, value: Any, schema: bool = False) -> Any:  # noqa: ANN401 (any JSON value in and out)
        """Copy a JSON value without credentials: those that look like one, and those under the name of one.

        schema: inside a tool's definition, where a name with an object behind it only describes. Raises RecursionError for a value that is
        nested more than some hundred levels.
        """
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            return [self.value(item, schema) for item in value]
        if isinstance(value, dict):
            return {self._plain(name): self.named(name, item, schema) for name, item in value.items()}
        return value

    def text(self, text: str) -> str:
        """Return a string without credentials, also inside JSON or a signature of ours that it holds."""
        if text.startswith(PACKED):
            return self._packed(text)
        if text.lstrip().startswith(("{", "[")):
            try:
                value = json.loads(text)
            except (ValueError, RecursionError):
                return self._plain(text)
            clean = self.value(value)
            return text if clean == value else json.dumps(clean, ensure_ascii=False, separators=(",", ":"))
        return self._plain(text)

    def named(self, name: str, value: Any, schema: bool = False) -> Any:  # noqa: ANN401 (any JSON value in and out)
        """Copy the value that stands under a name, as value() does."""
        if value is None or isinstance(value, bool) or not names_credential(name):
            return self.value(value, schema or name in SCHEMAS)
        return self.value(value, schema) if schema and isinstance(value, dict) else REDACTED

    def _packed(self, text: str) -> str:
        coded = text.removeprefix(PACKED)
        try:
            plain = base64.urlsafe_b64decode(coded + "=" * (-len(coded) % 4)).decode()
        except (ValueError, binascii.Error):
            return self._plain(text)
        clean = self.text(plain)
        return text if clean == plain else PACKED + base64.urlsafe_b64encode(clean.encode()).rstrip(b"=").decode()

    def _plain(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, REDACTED)
        return redact_text(text)
