"""Structured output: output_config.format, and output_format as it was called before."""

from typing import Any

from translator.failure import invalid
from translator.plan import Plan
from translator.request import text
from translator.request.schemas.flat import resolve
from translator.request.schemas.function import for_function
from translator.request.schemas.strict import strict_form

# A name that never changes keeps the upstream's compiled schema.
NAME = "answer"


def apply(plan: Plan) -> None:
    """Set plan.format, with OpenAI's guarantee (strict) where that says what the client's schema says.

    A schema that the wire cannot carry goes into the system prompt as an instruction. Raises Failure for a format that is not one.
    """
    holder, path = plan.body.get("output_config") or {}, "output_config.format"
    wanted = holder.get("format")
    if wanted is None:
        wanted, path = plan.body.get("output_format"), "output_format"
    if wanted is None:
        return
    if wanted.get("type") != "json_schema":
        raise invalid(f"{path}.type: Input should be 'json_schema'")
    schema = wanted.get("schema")
    if not isinstance(schema, dict):
        raise invalid(f"{path}.schema: " + ("Input should be a valid dictionary" if "schema" in wanted else "Field required"))
    try:
        fixed = for_function(schema)
    except ValueError:
        raise invalid(f"{path}.schema: The schema is nested too deeply.") from None
    if not plan.target.capability.structured or not _is_object(schema):
        plan.notes.add("format-as-instruction")
        plan.system.append(
            "Answer with JSON alone, without any other text, that matches this JSON Schema: " + text.written(schema, plan.notes)
        )
        return
    form = None if fixed.remark else strict_form(fixed.schema)
    if form is None:
        plan.notes.add("format-not-strict")
    if fixed.remark:
        plan.system.append(fixed.remark.replace("The input", "The answer", 1))
    plan.format = {"name": NAME, "schema": form or fixed.schema, "strict": form is not None}


def _is_object(schema: dict[str, Any]) -> bool:
    """Tell whether the answer is an object: the wire carries nothing else."""
    top = resolve(schema, schema)
    return top.get("type") == "object" or ("type" not in top and isinstance(top.get("properties"), dict))
