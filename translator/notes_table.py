"""What each kind of note means, for users. Sorted by kind."""

MEANINGS: dict[str, str] = {
    "anthropic-tool-as-function": (
        "A tool that Anthropic defines and the client executes (bash, text editor, memory, computer) was "
        "given to the model as a function with the documented parameters."
    ),
    "deferred-tools-sent": "Tools marked defer_loading that no tool search had named yet were sent to the model at once.",
    "dropped-advisor": "Anthropic's advisor tool was left out.",
    "dropped-billing-policy": "billing_policy was left out: it concerns Anthropic's own accounts.",
    "dropped-code-execution": "Anthropic's code execution tool was left out: its container is Anthropic's own.",
    "dropped-compaction": "compaction was left out: the client compacts by itself.",
    "dropped-container": "container was left out: it is Anthropic's own.",
    "dropped-context-management": "context_management was left out: the whole history was sent.",
    "dropped-diagnostics": "diagnostics was left out.",
    "dropped-effort": "output_config.effort was left out: the model takes no reasoning effort.",
    "dropped-fallbacks": "fallbacks was left out: the model that answers is the one of the model table.",
    "dropped-inference-geo": "inference_geo was left out: the region is that of the upstream's account.",
    "dropped-mcp-servers": "mcp_servers was left out: Anthropic's servers are not there to call them.",
    "dropped-mcp-toolset": "An mcp_toolset was left out: Anthropic's servers are not there to call it.",
    "dropped-speed": "speed was left out: the model answered at its usual speed.",
    "dropped-strict": "strict was left out of a tool: its schema is beyond what the upstream can guarantee, and guides the model only.",
    "dropped-task-budget": "output_config.task_budget was left out.",
    "dropped-temperature": "temperature was left out: the model takes none.",
    "dropped-thinking": "thinking was left out: the model does not reason.",
    "dropped-thread": "thread was left out: each request holds its whole history.",
    "dropped-tool-choice": "tool_choice was left out: the upstream was given no tool that it could choose.",
    "dropped-tool-search": "Anthropic's own tool search was left out: the model has every tool at once.",
    "dropped-toolset": "A toolset of Anthropic's (computer, browser) was left out.",
    "dropped-top-k": "top_k was left out: the upstream has no such setting.",
    "dropped-top-p": "top_p was left out: the model takes none.",
    "dropped-unknown-tool": "A tool of an unknown type was left out.",
    "dropped-web-fetch": "Anthropic's web fetch tool was left out: the upstream has none of its own.",
    "dropped-web-search": "Web search was left out: this model, or this wire, has none of its own.",
    "effort-approximated": "The effort asked for is not one of the model's own: the nearest was used.",
    "effort-none-for-tools": "The model did not reason: on chat completions it takes functions only without reasoning effort.",
    "effort-raised-for-search": "The effort was raised: the model cannot search the web with the least one.",
    "examples-in-description": "The examples of a tool's input were put into its description.",
    "format-as-instruction": "The schema of the structured output went into the system prompt: the upstream cannot be bound to it.",
    "format-not-strict": "The schema of the structured output guides the model, but the upstream does not guarantee it.",
    "max-tokens-clamped": "max_tokens was lowered to the most that the model can answer.",
    "max-tokens-raised": "max_tokens was raised to the least that the upstream takes.",
    "schema-flattened": (
        "A tool's schema had anyOf, oneOf, allOf, not, enum or const at its top: its "
        "properties were joined, and the rule was told in words."
    ),
    "schema-repaired": (
        "A tool's schema lacked what the upstream insists on (a type, properties, items) and was completed without changing its meaning."
    ),
    "search-domain-without-path": "An allowed domain of the web search held a path; the search was limited to the domain.",
    "thinking-not-disabled": "Thinking cannot be turned off on this model: it used its least effort.",
    "tool-name-shortened": (
        "A tool's name was too long for the upstream or held illegal characters: the model saw another, the client its own."
    ),
    "tools-over-limit": "There were more tools than the upstream takes: the last were left out, deferred ones first.",
    "unknown-field": "A field that is not known was left out.",
    "unknown-tool-type": "A tool of an unknown type was treated as one that the client executes, because it brought a schema.",
}
