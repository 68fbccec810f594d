"""Prefill: a conversation that ends with the assistant's words, which the answer is to continue (Anthropic, Create a Message)."""

from translator.plan import Plan

CONTINUE = (
    "Your next message continues the assistant message above from exactly where it stops. "
    "Write only what comes next: do not repeat any of it, and do not begin anew."
)


def instruction(plan: Plan) -> str | None:
    """Return the words to add at the end for an upstream that would begin a new answer; None where nothing is to be continued.

    OpenAI's own models always begin anew, so they are told. Other backends often continue by themselves when the conversation
    ends with the assistant, so theirs is left as it is.
    """
    last = plan.messages[-1]
    if last.role != "assistant" or last.content[-1]["type"] != "text":
        return None
    if not plan.target.capability.openai:
        plan.notes.add("prefill-left-to-backend")
        return None
    plan.notes.add("prefill-by-instruction")
    return CONTINUE
