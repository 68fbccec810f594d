"""One request there and one answer back, without a network: what messages.py does live, and again.py does with a recording."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from translator.errors import from_upstream
from translator.plan import Plan
from translator.request.wires import to_chat, to_responses
from translator.response import from_chat, from_responses
from translator.response.event_json import loads
from translator.response.silent_writer import SilentWriter
from translator.response.stream import ODD, SHAPE, Reader
from translator.response.upstream_error import http_status
from translator.response.writer import Writer

WRITE = {"responses": to_responses.write, "chat": to_chat.write}
READER: dict[str, Callable[[Writer], Reader]] = {"responses": from_responses.Reader, "chat": from_chat.Reader}


def upstream_body(plan: Plan, drop: Sequence[str]) -> dict[str, Any]:
    """Return the upstream's request; drop: top-level fields that config.yaml leaves out."""
    body = WRITE[plan.target.wire](plan)
    for name in drop:
        body.pop(name, None)
    return body


def reader_of(plan: Plan, estimate: int, request_id: str) -> Reader:
    """Return what reads the upstream's answer; estimate: input tokens, for as long as the upstream has not counted them."""
    kind = SilentWriter if plan.warm else Writer
    writer = kind(
        names=plan.names,
        model=plan.asked,
        thinking=plan.thinking,
        display=plan.display,
        stop=plan.stop,
        input_tokens=estimate,
        target_model=plan.target.model,
        streaming=plan.stream,
        message_id=f"msg_{request_id.removeprefix('req_')}",
    )
    writer.context, writer.key_name = plan.target.capability.context, plan.target.key_name
    return READER[plan.target.wire](writer)


def read_whole(reader: Reader, said: bytes, headers: Mapping[str, str], context: int | None, estimate: int) -> None:
    """Read an answer that came in one piece; raises Failure where it holds an error or is none."""
    try:
        answer = loads(said)
    except ValueError:
        answer = None
    if isinstance(answer, list) and answer:
        # Gemini puts its errors into one.
        answer = answer[0]
    error = answer.get("error") if isinstance(answer, dict) else None
    if not isinstance(answer, dict) or error:
        # A page for people is what stands at an address that is not the API's.
        status = http_status(error if isinstance(error, dict) else {"message": error}) if error else 404 if _is_page(said) else 502
        told = {name.lower(): value for name, value in headers.items()}
        raise from_upstream(status, said, told, context, estimate, reader.writer.key_name)[0]
    try:
        reader.whole(answer)
    except SHAPE:
        reader.writer.fail("api_error", ODD)


def _is_page(said: bytes) -> bool:
    return said.lstrip()[:14].lower().startswith((b"<html", b"<!doctype html"))
