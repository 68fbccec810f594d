"""The deltas that come in long runs, and the items that they belong to."""

from translator.response.items.call import CallItem
from translator.response.items.item import Item
from translator.response.items.message import MessageItem
from translator.response.items.reasoning import REASONING_TEXT, ReasoningItem

RUNS: dict[object, type[Item]] = {
    "response.output_text.delta": MessageItem,
    "response.function_call_arguments.delta": CallItem,
    "response.reasoning_summary_text.delta": ReasoningItem,
    REASONING_TEXT: ReasoningItem,
}
# The content parts that have text, and the items that they stand in.
PARTS: dict[str, type[MessageItem | ReasoningItem]] = {"output_text": MessageItem, "refusal": MessageItem, "reasoning_text": ReasoningItem}
