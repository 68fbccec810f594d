"""Take credentials out of telemetry before it is written."""

from typing import Any

from gateway.credentials import REDACTED, names_credential, redact_text
from interceptor.refusal import too_large

DISTINCT_LIMIT = 10_000


class Redactor:
    """Cleans the values of one request.

    Each distinct string is searched once: telemetry repeats itself, and the number of distinct ones bounds the time.
    """

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}
        self._names: dict[str, bool] = {}

    def clean(self, value: Any) -> Any:  # noqa: ANN401 (any JSON value in and out)
        """Copy a JSON value without credentials.

        A value goes whole where its name is a credential's (`authorization`, `x-api-key`, `password`, …; also the value of an
        OpenTelemetry attribute with such a key); inside any string, and any name, what looks like a credential goes.

        Raises:
            Refused: 413 for too many distinct strings.
            RecursionError: the value is nested more than some hundred levels.
        """
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, list):
            return [self.clean(item) for item in value]
        if isinstance(value, dict):
            return self._object(value)
        return value

    def _object(self, value: dict[str, Any]) -> dict[str, Any]:
        key = value.get("key")
        secret_attribute = isinstance(key, str) and "value" in value and self._secret(key)
        clean: dict[str, Any] = {}
        for name, item in value.items():
            if self._secret(name):
                clean[self._text(name)] = REDACTED
            elif secret_attribute and name == "value":
                clean[name] = {"stringValue": REDACTED} if isinstance(item, dict) else REDACTED
            else:
                clean[self._text(name)] = self.clean(item)
        return clean

    def _text(self, text: str) -> str:
        clean = self._texts.get(text)
        if clean is None:
            if len(self._texts) >= DISTINCT_LIMIT:
                raise too_large(f"The body holds more than {DISTINCT_LIMIT} different strings beside what looks like credentials.")
            clean = self._texts[text] = redact_text(text)
        return clean

    def _secret(self, name: str) -> bool:
        secret = self._names.get(name)
        if secret is None:
            secret = self._names[name] = names_credential(name)
        return secret
