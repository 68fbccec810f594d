"""The tokenizer's process: python -m translator.counting.child. Counts what process.py sends it; ends when nobody can send any more.

In: frames of HEAD (number, bytes of the job, bytes of the data), the job as JSON, the data. Out: a line of JSON for each, in any order:
[number, tokens, guessed], or [number] where counting failed, which the error output then tells.
"""

import os
import struct
import sys
import traceback
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import BinaryIO

import orjson

from translator.counting.job import Job, done

HEAD = struct.Struct(">QII")
# Several, since a PDF takes its time; the tokenizer itself lets other threads run.
THREADS = 4
_WRITING = Lock()


def main() -> None:
    """Count until the input ends, which it does however the worker ends."""
    # Whatever else is printed must not stand between the answers.
    answers = os.dup(1)
    os.dup2(2, 1)
    threads = ThreadPoolExecutor(THREADS, thread_name_prefix="count")
    with open(0, "rb", closefd=False) as asked:
        while (frame := _frame(asked)) is not None:
            threads.submit(_answer, answers, *frame)
    # Without a word, and without waiting for what nobody awaits.
    os._exit(0)


def _frame(asked: BinaryIO) -> tuple[int, Job, bytes] | None:
    head = asked.read(HEAD.size)
    if len(head) < HEAD.size:
        return None
    number, of_job, of_data = HEAD.unpack(head)
    job, data = asked.read(of_job), asked.read(of_data)
    return (number, Job(*orjson.loads(job)), data) if len(data) == of_data else None


def _answer(answers: int, number: int, job: Job, data: bytes) -> None:
    try:
        said: list[int] = [number, *done(job, data)]
    except BaseException as error:  # noqa: BLE001 (whatever it is, the worker must hear of it: a panic in Rust is no Exception)
        # Where, and not what: the words of an error may hold a request's content.
        frame = traceback.extract_tb(error.__traceback__)[-1]
        sys.stderr.write(f"a count failed: {type(error).__name__} at {frame.filename}:{frame.lineno}\n")
        said = [number]
    try:
        with _WRITING:
            os.write(answers, orjson.dumps(said) + b"\n")
    except OSError:
        os._exit(0)


if __name__ == "__main__":
    main()
