"""OpenTelemetry attributes, `[{"key": …, "value": {"stringValue": …}}, …]`, as plain values."""

from typing import Any


def flatten(attributes: object) -> dict[str, Any]:
    """Return attributes as name → plain value; what is not an attribute is left out."""
    if not isinstance(attributes, list):
        return {}
    return {pair["key"]: plain(pair.get("value")) for pair in attributes if isinstance(pair, dict) and isinstance(pair.get("key"), str)}


def attribute(attributes: object, name: str) -> Any:  # noqa: ANN401 (any JSON value)
    """Return the plain value of one attribute, None where there is none."""
    if isinstance(attributes, list):
        for pair in attributes:
            if isinstance(pair, dict) and pair.get("key") == name:
                return plain(pair.get("value"))
    return None


def plain(value: object) -> Any:  # noqa: ANN401 (any JSON value)
    """Return what an AnyValue of OTLP/JSON holds; a value of unknown form is returned as it is."""
    if not isinstance(value, dict):
        return value
    for form in ("stringValue", "boolValue", "doubleValue", "bytesValue"):
        if form in value:
            return value[form]
    if "intValue" in value:
        return _integer(value["intValue"])
    array, pairs = value.get("arrayValue"), value.get("kvlistValue")
    if isinstance(array, dict):
        items = array.get("values", [])
        return [plain(item) for item in items] if isinstance(items, list) else items
    if isinstance(pairs, dict):
        return flatten(pairs.get("values", []))
    return value or None


def _integer(value: object) -> object:
    try:
        return int(value) if isinstance(value, str) and len(value) <= len(str(-(1 << 63))) else value
    except ValueError:
        return value
