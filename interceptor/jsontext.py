"""JSON in and out, bounded: the fast library first, the standard one for what the fast one refuses."""

import json
from typing import Any, Never

import orjson

from interceptor.refusal import malformed, too_large

VALUES_LIMIT = 50_000  # a full export of OpenTelemetry, 512 records with 20 attributes, has some 44 000
LINES_LIMIT = 2_000
ROUGH_ENOUGH = 10_000  # up to here a count that is too high does no harm


class Budget:
    """What one request may still make us do, counted in JSON values."""

    def __init__(self) -> None:
        self.left = VALUES_LIMIT

    def take(self, values: int) -> None:
        """Spend some.

        Raises:
            Refused: 413 when there is not that much left.
        """
        if values > self.left:
            raise too_large(f"The body holds more than {VALUES_LIMIT} values: send smaller batches.")
        self.left -= values


def check_lines(count: int) -> None:
    """Bound the lines that one request may write.

    Raises:
        Refused: 413 when there are more.
    """
    if count > LINES_LIMIT:
        raise too_large(f"The body holds more than {LINES_LIMIT} events: send smaller batches.")


def count_values(body: bytes, enough: int = VALUES_LIMIT) -> int:
    """Count the values of a JSON text without parsing it: never too few, exact above some ten thousand up to `enough`."""
    most = _structural(body)
    if most <= ROUGH_ENOUGH:
        return most
    bare = body.replace(b"\\\\", b"").replace(b'\\"', b"")
    strings = (len(bare) - len(bare.translate(None, b'"'))) // 2
    if strings > 2 * enough:
        return strings // 2  # every value has at most a name and itself as strings
    return _structural(b"".join(bare.split(b'"')[::2]))


def _structural(text: bytes) -> int:
    return len(text) - len(text.translate(None, b",[{")) + 1


def loads(body: bytes, budget: Budget) -> Any:  # noqa: ANN401 (any JSON value)
    """Parse JSON (RFC 8259); lone surrogates in strings are taken, NaN and Infinity are not.

    Raises:
        Refused: 400 not JSON or nested too deeply, 413 more values than the budget has left.
    """
    if not body:
        raise malformed("The request has no body.")
    budget.take(count_values(body))
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        if b"\\ud" not in body.lower():  # only an escaped surrogate makes the second opinion worth its time
            raise malformed("The body is not valid JSON.") from None
    try:
        return json.loads(body.decode(), parse_constant=_no_constant)
    except ValueError:
        raise malformed("The body is not valid JSON.") from None
    except RecursionError:
        raise _too_deep() from None


def dumps_line(value: dict[str, Any]) -> bytes:
    """Write one JSON line, its newline included.

    Raises:
        Refused: 400 where the value is nested too deeply or holds a number that JSON cannot.
    """
    try:
        return orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE)
    except orjson.JSONEncodeError as error:
        if "ecursion" in str(error):
            raise _too_deep() from None
    try:
        return json.dumps(value, allow_nan=False, separators=(",", ":")).encode() + b"\n"
    except ValueError:
        raise malformed("The body holds a number that JSON has no form for.") from None
    except RecursionError:
        raise _too_deep() from None


def _no_constant(name: str) -> Never:
    raise ValueError(name)


def _too_deep() -> Exception:
    return malformed("The body is nested too deeply.")
