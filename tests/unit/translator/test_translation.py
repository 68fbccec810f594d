"""Answers of status 200 that come in one piece and are none."""

import pytest

from tests.unit.translator.response.running import OPTIONS
from translator.failure import Failure
from translator.response import from_chat
from translator.response.writer import Writer
from translator.translation import read_whole


@pytest.mark.parametrize(
    ("said", "status", "words"),
    [
        (b"<!DOCTYPE html><html><title>Some Site</title></html>", 404, "set OPENAI_BASE_URL"),
        (b"\n<HTML><head><title>Sign in</title></head></HTML>", 404, "Sign in"),
        (b'[{"error":{"code":429,"message":"Quota exceeded","status":"RESOURCE_EXHAUSTED"}}]', 429, "Quota exceeded"),
        (b'{"object":"error","message":"no","code":400}', 400, "no"),
        (b'{"detail":"Unauthorized","status":401}', 401, "Unauthorized"),
        (b"", 500, "no message"),
        (b"upstream connect error", 500, "upstream connect error"),
    ],
)
def test_what_is_no_answer(said: bytes, status: int, words: str) -> None:
    """Each is told by what it says itself; a page for people means a wrong address, which no second try mends."""
    writer = Writer(**{**OPTIONS, "streaming": False})
    try:
        read_whole(from_chat.Reader(writer), said, {}, None, 10)
        failure = writer.failure
    except Failure as error:
        failure = error
    assert failure is not None
    assert failure.status == status
    assert words in failure.message
