"""The choice pass."""

from translator.plan import Plan


def apply(plan: Plan) -> None:
    """Do nothing yet."""
