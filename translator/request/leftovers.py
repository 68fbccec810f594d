"""What is left: fields that no pass reads are accepted, and noted so that nothing is lost without a word."""

from typing import Any

from translator.failure import Failure
from translator.plan import Plan

# Read by the passes, or without a meaning for any upstream (what only serves Anthropic's own cache, accounts and betas).
READ = frozenset(
    "model messages max_tokens system tools tool_choice stream metadata temperature top_p top_k stop_sequences thinking output_config "
    "output_format service_tier cache_control betas anthropic_beta anthropic_version user_profile_id workspace_id".split()
)
# Known, but nothing of the upstream's answers to it.
KNOWN = {
    "context_management": "dropped-context-management",
    "container": "dropped-container",
    "mcp_servers": "dropped-mcp-servers",
    "safeguards": "dropped-safeguards",
    "speed": "dropped-speed",
    "inference_geo": "dropped-inference-geo",
    "diagnostics": "dropped-diagnostics",
    "compaction": "dropped-compaction",
    "fallbacks": "dropped-fallbacks",
    "fallback_credit_token": "dropped-fallbacks",
    "billing_policy": "dropped-billing-policy",
    "thread": "dropped-thread",
}
UNKNOWN = "unknown-field"
READ_OF_OUTPUT = frozenset(("effort", "format"))


def apply(plan: Plan) -> None:
    """Note each field of the body that is left out: known ones by their own kind, others together with their number.

    Raises Failure 404 for a thread to be continued: nothing is kept here between requests, and the answer to a lost thread makes the
    client send its whole history (Anthropic, Message threads).
    """
    thread = plan.body.get("thread")
    if isinstance(thread, dict) and thread.get("type") == "continue":
        before = str(thread.get("previous_message_id"))[:100]
        message = f"thread: no thread was found for previous_message_id {before}. Send the whole conversation."
        raise Failure(404, "not_found_error", message, code="thread_not_found")
    for name, value in plan.body.items():
        if name in READ or _asks_nothing(name, value):
            continue
        plan.notes.add(KNOWN.get(name, UNKNOWN))
    output = plan.body.get("output_config")
    if output:
        for name, value in output.items():
            if name not in READ_OF_OUTPUT and value is not None:
                plan.notes.add("dropped-task-budget" if name == "task_budget" else UNKNOWN)


def _asks_nothing(name: str, value: Any) -> bool:  # noqa: ANN401 (a JSON value)
    if value is None or value in ([], {}) or (name == "speed" and value == "standard"):
        return True
    edits = value.get("edits") if name == "context_management" and isinstance(value, dict) else None
    # What Claude Code sends with every request: keep all of the thinking, which is what happens.
    return isinstance(edits, list) and all(isinstance(edit, dict) and edit.get("keep") == "all" for edit in edits)
