"""Requests to summarize the conversation (Claude Code's /compact and its own compaction): the form in which the client reads the answer.

The client takes what stands in <summary> and throws <analysis> away; without the tags all of the answer, thoughts and greetings too, is
the next conversation's beginning (run with 2.1.20 and 2.1.328). Claude answers so by training; other models are told once more.
"""

import re

from translator.message import Message
from translator.plan import Plan

# A prompt for this alone is short (69 characters today). Claude Code's usual one, which speaks of summaries too, is not searched.
LONGEST_SYSTEM = 1000
SYSTEM = ("summarizing conversation", "summarize conversation", "summarizes conversation", "summarising conversation")
TASK = re.compile(r"(summary|summari[sz]e|summari[sz]ing)\b.{0,80}\bconversation", re.IGNORECASE | re.DOTALL)
TAGS = ("<analysis>", "<summary>")
FORM = (
    "Answer in plain text and call no tool. Begin your answer with <analysis>, think there, and close it with </analysis>. Then write the "
    "whole summary between <summary> and </summary>, each tag once and on a line of its own. Write nothing before, between or after them."
)


def apply(plan: Plan) -> None:
    """Add the form to the end of the last user message: all before it stays what the upstream has in its cache."""
    if "claude" in plan.target.model.lower() or not plan.messages:
        return
    place = next((place for place in range(len(plan.messages) - 1, -1, -1) if plan.messages[place].role != "system"), 0)
    last = plan.messages[place]
    if last.role != "user" or not _wants_summary(plan, last):
        return
    # The plan's blocks are the request's own, or shared with other requests: nothing in them is changed.
    plan.messages[place] = Message("user", [*last.content, {"type": "text", "text": FORM}])
    plan.notes.add("summary-form-asked")


def _wants_summary(plan: Plan, last: Message) -> bool:
    said = next((block["text"] for block in reversed(last.content) if block["type"] == "text"), "")
    if said == FORM:
        return False
    if all(tag in said for tag in TAGS) and TASK.search(said):
        return True
    return bool(said) and any(words in part for part in plan.system if len(part) <= LONGEST_SYSTEM for words in SYSTEM)
