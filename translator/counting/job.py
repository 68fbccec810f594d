"""One thing to count, as plain data, and how it is counted: the same in a process of its own and in a thread."""

from typing import NamedTuple

import orjson

from translator.tokens import vocabulary
from translator.tokens.counting import Count, counted


class Job(NamedTuple):
    """What the bytes beside it are.

    encoding: tiktoken's name of the vocabulary. wire: that of a body, empty for a text. model: by which tables know it, for a body.
    """

    encoding: str
    wire: str = ""
    model: str = ""


def written(text: str) -> bytes:
    """Return the bytes of a text; half surrogates survive."""
    return text.encode("utf-8", "surrogatepass")


def done(job: Job, data: bytes) -> Count:
    """Count: data is what reading() made of a body, or what written() made of a text. Loads the vocabulary if need be."""
    if job.wire:
        return counted(orjson.loads(data), job.wire, job.model, job.encoding)
    return Count(vocabulary.load(job.encoding).count(data.decode("utf-8", "surrogatepass")))
