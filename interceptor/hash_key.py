"""The key of the hashes that stand for persons and devices: made once, kept in DATA_DIR, so that the same one always looks the same."""

import contextlib
import os
import secrets
from pathlib import Path

NAME = "telemetry.key"
BYTES = 32


def hash_key(folder: Path) -> bytes:
    """Return the key of DATA_DIR, made where there is none; where it cannot be kept, one for this process alone."""
    path = folder / NAME
    new = secrets.token_bytes(BYTES)
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        made = path.with_name(f"{NAME}.{os.getpid()}")
        made.touch(mode=0o600)
        try:
            made.write_bytes(new)
            # Of several that start at once, one makes it.
            os.link(made, path)
        except FileExistsError:
            pass
        finally:
            made.unlink()
    with contextlib.suppress(OSError):
        kept = path.read_bytes()
        if len(kept) == BYTES:
            return kept
    return new
