"""Streams of the Responses API, written after its reference."""

from tests.unit.translator.response.responses_events import (
    ANNOTATION,
    CITED,
    REASONING_ITEM,
    SEARCH_ITEM,
    Json,
    added,
    call_events,
    call_item,
    completed,
    created,
    done,
    interleaved,
    message_item,
    numbered,
    reasoning_events,
    refusal_events,
    text_events,
)

READ = ['{"file', '_path": "/tmp/ü', '.txt"}']
GREP = ['{"pattern"', ': "a\\', 'n\\u00e9"}']

STREAMS: dict[str, list[Json]] = {
    "text": numbered(*created(), *text_events(["Hel", "lo, ", "wörld 😀\u2028."]), completed([message_item("Hello, wörld 😀\u2028.")])),
    "one tool": numbered(*created(), *call_events(READ), completed([call_item("".join(READ))])),
    "text then tool": numbered(
        *created(),
        *text_events(["Let me look."]),
        *call_events(READ, 1),
        completed([message_item("Let me look."), call_item("".join(READ), 1)]),
    ),
    "parallel tools": numbered(
        *created(),
        *interleaved(call_events(READ, 0), call_events(GREP, 1, "Grep"), call_events(["{}"], 2, "short_name")),
        completed([call_item("".join(READ), 0), call_item("".join(GREP), 1, "Grep"), call_item("{}", 2, "short_name")]),
    ),
    "reasoning": numbered(
        *created(), *reasoning_events(), *text_events(["Done."], 1), completed([REASONING_ITEM, message_item("Done.", 1)])
    ),
    "refusal": numbered(
        *created(),
        *refusal_events(["I can", "not."]),
        completed([{"id": "msg_0", "type": "message", "role": "assistant", "content": [{"type": "refusal", "refusal": "I cannot."}]}]),
    ),
    "length": numbered(
        *created(),
        *text_events(["Once upon"]),
        completed([message_item("Once upon")], "incomplete", incomplete_details={"reason": "max_output_tokens"}),
    ),
    "content filter": numbered(
        *created(),
        *text_events(["Once upon"]),
        completed([message_item("Once upon")], "incomplete", incomplete_details={"reason": "content_filter"}),
    ),
    "web search": numbered(
        *created(),
        added(SEARCH_ITEM, 0),
        {"type": "response.web_search_call.in_progress", "output_index": 0, "item_id": "ws_0"},
        {"type": "response.web_search_call.searching", "output_index": 0, "item_id": "ws_0"},
        {"type": "response.web_search_call.completed", "output_index": 0, "item_id": "ws_0"},
        done(SEARCH_ITEM, 0),
        *text_events([CITED[:12], CITED[12:]], 1, [ANNOTATION]),
        completed([SEARCH_ITEM, message_item(CITED, 1, [ANNOTATION])]),
    ),
    "no arguments": numbered(*created(), *call_events([""]), *call_events([], 1), completed([call_item(""), call_item("", 1)])),
    "only whole": numbered(
        *created(),
        done(message_item("All at once."), 0),
        added(call_item("", 1), 1),
        {"type": "response.function_call_arguments.done", "item_id": "fc_1", "output_index": 1, "arguments": "".join(READ)},
        done(call_item("".join(READ), 1), 1),
        completed([message_item("All at once."), call_item("".join(READ), 1)]),
    ),
    "only at the end": numbered(*created(), completed([REASONING_ITEM, message_item("All at once.", 1), call_item("".join(READ), 2)])),
}
