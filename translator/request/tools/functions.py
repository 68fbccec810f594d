"""One tool of the client as a function: its schema, description and strictness."""

from typing import Any

from translator.failure import invalid
from translator.plan import Plan, Tool
from translator.request import text
from translator.request.schemas.function import for_function
from translator.request.schemas.strict import strict_form


def custom(plan: Plan, tool: dict[str, Any], place: int) -> Tool:
    """Return the function for a tool with an input_schema, under the client's name; notes what had to be done to it.

    place: where it stands among the tools, for the words of a refusal, which are the API's.
    """
    schema = tool["input_schema"]
    kind = schema.get("type", "object")
    if kind != "object" and not (isinstance(kind, list) and "object" in kind):
        raise invalid(f"tools.{place}.custom.input_schema.type: Input should be 'object'")
    try:
        fixed = for_function(schema)
    except ValueError:
        raise invalid(f"tools.{place}.custom.input_schema: The schema is nested too deeply.") from None
    if fixed.kind:
        plan.notes.add(fixed.kind)
    strict: bool | None = None
    parameters = fixed.schema
    if tool.get("strict"):
        # OpenAI refuses strict for schemas beyond its own subset; without it the schema still guides the model.
        form = strict_form(parameters) if plan.target.capability.openai and not fixed.remark else None
        if form is None:
            plan.notes.add("dropped-strict")
        else:
            parameters, strict = form, True
    callers = tool.get("allowed_callers")
    if callers and isinstance(callers, list) and "direct" not in callers:
        plan.notes.add("tool-called-directly")
    description = text.clean(tool.get("description") or "", plan.notes)
    if fixed.remark:
        description = f"{description}\n\n{fixed.remark}" if description else fixed.remark
    return Tool(tool["name"], _with_examples(plan, tool, description), parameters, strict)


def defined(plan: Plan, tool: dict[str, Any], meaning: tuple[str, dict[str, Any]]) -> Tool:
    """Return the function for a tool that Anthropic defines and the client executes; meaning: its description and schema."""
    description, schema = meaning
    return Tool(tool["name"], _with_examples(plan, tool, description), schema)


def _with_examples(plan: Plan, tool: dict[str, Any], description: str) -> str:
    examples = tool.get("input_examples")
    if not examples or not isinstance(examples, list):
        return description
    plan.notes.add("examples-in-description")
    lines = "\n".join(text.written(example, plan.notes) for example in examples)
    return f"{description}\n\nExamples of input:\n{lines}".lstrip()
