"""What a request and its answer used."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens: `cached` is the part of the input that was in the prompt cache, `reasoning` the part of the output that was thought."""

    input: int
    output: int
    cached: int = 0
    reasoning: int = 0
