"""stop_sequences: kept for the watcher of the stream."""

from translator.plan import Plan


def apply(plan: Plan) -> None:
    """Set plan.stop to the sequences, each once, in their order; shape has refused those without anything but white space."""
    plan.stop = list(dict.fromkeys(plan.body.get("stop_sequences") or ()))
