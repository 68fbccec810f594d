"""The file of a cassette: JSON lines, for its owner alone."""

import os
import stat
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import orjson
from pydantic import ValidationError

from gateway.cassette.exchange import VERSION, Exchange

FORMAT = "openai-code cassette"


class CassetteError(Exception):
    """A file that is no cassette, or cannot be used; the words are for the user."""


def begin(path: Path) -> None:
    """Make the file with its header, or make sure that the one there is a cassette to go on with.

    Raises CassetteError where it is something else or cannot be written.
    """
    header = orjson.dumps(
        {"format": FORMAT, "version": VERSION, "made_by": version("openai-code"), "began": datetime.now(UTC).isoformat(timespec="seconds")},
        option=orjson.OPT_APPEND_NEWLINE,
    )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    except FileExistsError:
        _go_on(path)
        return
    except OSError as error:
        raise CassetteError(f"{path} cannot be written: {error.strerror}.") from error
    with os.fdopen(descriptor, "wb") as file:
        file.write(header)


def _go_on(path: Path) -> None:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise CassetteError(f"{path} is no file that can be recorded into.")
        if status.st_size:
            with path.open("rb") as file:
                _check_header(path, file.readline(10_000))
        if status.st_mode & 0o077:
            path.chmod(0o600)
        if not os.access(path, os.W_OK):
            raise CassetteError(f"{path} cannot be written.")
    except OSError as error:
        raise CassetteError(f"{path} cannot be read: {error.strerror}.") from error
    if not status.st_size:
        path.unlink()
        begin(path)


def append(path: Path, exchange: Exchange) -> None:
    """Write one line in one piece, so that several workers may write. Raises OSError."""
    line = orjson.dumps(exchange.model_dump(), option=orjson.OPT_APPEND_NEWLINE)
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC)
    try:
        written = os.write(descriptor, line)
    finally:
        os.close(descriptor)
    if written != len(line):
        raise OSError(f"only {written} of {len(line)} bytes were written")


def read(path: Path) -> list[Exchange]:
    """Return the exchanges in their order; raises CassetteError where one cannot be read, with its line."""
    try:
        with path.open("rb") as file:
            _check_header(path, file.readline(10_000))
            return [_exchange(path, number, line) for number, line in enumerate(file, 2) if line.strip()]
    except OSError as error:
        raise CassetteError(f"{path} cannot be read: {error.strerror}.") from error


def _check_header(path: Path, line: bytes) -> None:
    try:
        header = orjson.loads(line)
    except orjson.JSONDecodeError:
        header = None
    if not isinstance(header, dict) or header.get("format") != FORMAT:
        raise CassetteError(f"{path} is no cassette: record one with openai-code record FILE.")
    if header.get("version") != VERSION:
        raise CassetteError(
            f"{path} has version {header.get('version')} of the format, and this is for version {VERSION}: record it again."
        )


def _exchange(path: Path, number: int, line: bytes) -> Exchange:
    try:
        return Exchange.model_validate(orjson.loads(line))
    except orjson.JSONDecodeError as error:
        raise CassetteError(f"{path}:{number}: is not JSON: {error}.") from error
    except ValidationError as error:
        fault = error.errors(include_input=False, include_url=False, include_context=False)[0]
        where = ".".join(map(str, fault["loc"]))
        raise CassetteError(f"{path}:{number}: {where}: {fault['msg']}.") from error
