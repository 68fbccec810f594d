"""Have a target summarize a system prompt: one small request of our own, written and read as every other is."""

import orjson

from translator.asking.routes import Route
from translator.asking.upstream import Ask
from translator.failure import Failure
from translator.request.passes import plan as make_plan
from translator.services import Services
from translator.translation import read_whole, reader_of, upstream_body

WORDS = """\
Below are the standing instructions of a coding assistant. Write them anew, much shorter, for the same assistant: in the second person, \
as a list, with every rule that changes what it does, every path, name, tag and format exactly as it stands. Leave out examples, reasons \
and repetitions. Add nothing. Answer with the instructions alone, in at most {room} tokens."""
# A model that reasons writes its thoughts within the same limit.
FOR_THOUGHT = 4000


async def summarize(services: Services, route: Route, text: str, room: int) -> str:
    """Return a summary of instructions, made by the route's own target; raises Failure."""
    asked = {
        "model": route.target.model,
        "max_tokens": room + FOR_THOUGHT,
        "temperature": 0,
        "thinking": {"type": "disabled"},
        "system": WORDS.format(room=room),
        "messages": [{"role": "user", "content": f"<instructions>\n{text}\n</instructions>"}],
    }
    plan = make_plan(asked, route.target, route.target.model, None)
    body = orjson.dumps(upstream_body(plan, route.drop))
    context = route.target.capability.context
    ask = Ask(route.url, route.headers, body, context, len(body) // 4, services.max_retries, lambda _waits: None)
    response = await services.upstream.post(ask)
    try:
        reader = reader_of(plan, 0, "req_summary")
        read_whole(reader, await response.whole(), dict(response.headers), context, ask.estimate)
    finally:
        response.close()
    if reader.writer.failure is not None:
        raise reader.writer.failure
    if reader.writer.stop_reason == "max_tokens":
        raise Failure(502, "api_error", "The summary was not finished.")
    return "".join(block["text"] for block in reader.writer.message["content"] if block["type"] == "text")
