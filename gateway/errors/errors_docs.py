"""docs/errors.md, from the table of errors."""

from gateway.errors.error_table import OTHER_FAILURE, OTHER_REFUSAL, OWN, RULES, WAYS, Rule, filled
from gateway.errors.explanation import OVERFLOW

HEAD = """# Errors

Generated from `gateway/errors/error_table.py` by `scripts/docs`; change it there.

Every error comes in the shape of the Messages API. Its message says what happened and what to set first, then what the upstream said
itself, cut at 2000 characters and without anything that looks like a key:

```json
{"type":"error","error":{"type":"authentication_error","message":"The upstream refused the gateway's own key: set OPENAI_API_KEY to a
valid one. Upstream (401): Incorrect API key provided: [key]"},"request_id":"req_…"}
```

`request_id`, also in the header `request-id`, leads to the request in `openai-code logs` and in `requests.log`. `GET /test-connection`
and `openai-code doctor` tell all the remedies. The key's variable is that of the target: `XAI_API_KEY`, `OPENROUTER_API_KEY`, ….

An error that comes when a stream has begun is an `error` event of the same type and words, since the status has gone out by then.
What LiteLLM answers, on the governed and litellm paths and for providers whose wire is not OpenAI's, keeps LiteLLM's status and gets the
same words; requests that LiteLLM itself refuses (its budgets, keys and guardrails) keep LiteLLM's.

The first rows, down to too many tools, and parameter mostly come only where the request was refused once more when it had been
[written otherwise](limits.md#what-a-backend-refuses). The last column is about the same request.
"""
OVERFLOW_WORDS = (
    "A context overflow's message is always `prompt is too long: N tokens > M maximum`: by those words Claude Code knows that it\n"
    "has to compact the conversation. Its remedies are told by `GET /test-connection` and here.\n"
)


def errors_md() -> str:
    """Return the text of docs/errors.md."""
    return "".join(
        (
            HEAD,
            "\n## What an upstream answers\n\n",
            _table((*RULES, OTHER_REFUSAL, OTHER_FAILURE)),
            "\n" + OVERFLOW_WORDS,
            "\n## On the way to an upstream\n\n",
            _table(tuple(WAYS.values())),
            "\n## What the gateway itself refuses\n\n",
            _table(OWN),
        )
    )


def _table(rules: tuple[Rule, ...]) -> str:
    told: dict[str, str] = {}
    for rule in rules:
        # The first of several rows of one name: they differ in how they are recognised alone.
        told.setdefault(rule.name, _row(rule))
    return "| error | status and type | what happened | what to do | asked again |\n|---|---|---|---|---|\n" + "".join(told.values())


def _row(rule: Rule) -> str:
    places = {"key": "`OPENAI_API_KEY`", "host": "*host*", "why": "*why*"}
    means = filled(rule.means, **places)
    remedies = "; ".join(filled(remedy, **places) for remedy in rule.remedies)
    name = f"{rule.name} (`prompt is too long: …`)" if rule.name == OVERFLOW else rule.name
    again = "up to `MAX_RETRIES` times" if rule.retry else "no"
    anchor = rule.name.replace(" ", "-").lower()
    return f'| <a id="{anchor}"></a>{name} | {rule.status} `{rule.kind}` | {means}. | {remedies}. | {again} |\n'
