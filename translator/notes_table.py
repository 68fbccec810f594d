"""What each kind of note means, for users. Sorted by kind."""

MEANINGS: dict[str, str] = {
    "anthropic-tool-as-function": (
        "A tool that Anthropic defines and the client executes (bash, text editor, memory, computer) was "
        "given to the model as a function with the documented parameters."
    ),
    "broken-tool-call": "The model ended a tool call without a name or without valid arguments; the answer ended with an error instead.",
    "citations-unavailable": "A document or search result asked for citations; the answer refers to it in plain words instead.",
    "deferred-tools-sent": "Tools that Anthropic's own tool search would have found (defer_loading) were sent to the model at once.",
    "document-as-text": "A PDF was given to the model as its text, page by page, since the model takes no files.",
    "document-cut": "A PDF was too long, or took too long to read: the model was given the text of its first pages, and told so.",
    "document-out-of-reach": (
        "A document given by its address was not fetched, since the model takes no documents by address; the model sees the address."
    ),
    "dropped-advisor": "Anthropic's advisor tool was left out.",
    "dropped-billing-policy": "billing_policy was left out: it concerns Anthropic's own accounts.",
    "dropped-citations": "The citations of an earlier answer were left out; its text stayed.",
    "dropped-code-execution": "Anthropic's code execution tool was left out: its container is Anthropic's own.",
    "dropped-compaction": "compaction was left out: the client compacts by itself.",
    "dropped-container": "container was left out: it is Anthropic's own.",
    "dropped-context-management": "context_management was left out: the whole history was sent.",
    "dropped-diagnostics": "diagnostics was left out.",
    "dropped-document": "A document in the assistant's or system's own words was left out, with a word in its place.",
    "dropped-effort": "output_config.effort was left out: the model takes no reasoning effort.",
    "dropped-empty-message": "A message without any content that the model can read was left out.",
    "dropped-empty-text": "An empty block of text was left out.",
    "dropped-fallbacks": "fallbacks was left out: the model that answers is the one of the model table.",
    "dropped-foreign-thinking": "Earlier thinking of another model was left out, since this one cannot read it.",
    "dropped-image": "An image was left out where the model takes none, with a word in its place.",
    "dropped-inference-geo": "inference_geo was left out: the region is that of the upstream's account.",
    "dropped-mcp-servers": "mcp_servers was left out: Anthropic's servers are not there to call them.",
    "dropped-mcp-toolset": "An mcp_toolset was left out: Anthropic's servers are not there to call it.",
    "dropped-message-config": "Settings for a single turn inside the messages were left out; those of the request hold.",
    "dropped-safeguards": (
        "safeguards was left out: Anthropic's own server would have judged each tool call for Claude Code's auto mode; the client asks its user "
        "instead."
    ),
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
    "dropped-unpaired-thinking": "Earlier thinking that no words or tool call followed (an interrupted answer) was left out.",
    "dropped-unreadable-reasoning": (
        "The upstream could not read its own earlier reasoning any more (another key or organization); it was left out."
    ),
    "dropped-web-fetch": "Anthropic's web fetch tool was left out: the upstream has none of its own.",
    "dropped-web-search": "Web search was left out: this model, or this wire, has none of its own.",
    "duplicate-tool-result": "A second result of one tool call was dropped if it was the same, else given as text.",
    "effort-approximated": "The effort asked for is not one of the model's own: the nearest was used.",
    "effort-none-for-tools": "The model did not reason: on chat completions it takes functions only without reasoning effort.",
    "effort-raised-for-search": "The effort was raised: the model cannot search the web with the least one.",
    "examples-in-description": "The examples of a tool's input were put into its description.",
    "file-out-of-reach": "A file of Anthropic's Files API or container cannot be reached by this model; a word stands in its place.",
    "format-as-instruction": "The schema of the structured output went into the system prompt: the upstream cannot be bound to it.",
    "format-not-strict": "The schema of the structured output guides the model, but the upstream does not guarantee it.",
    "half-surrogates-replaced": "The request held halves of surrogate pairs, which no upstream takes: each was replaced.",
    "long-context-model": "The request was longer than its target's context window: the target of LONG_CONTEXT_MODEL answered it.",
    "max-tokens-clamped": "max_tokens was lowered to the most that the model can answer, or to MAX_TOKENS_LIMIT.",
    "max-tokens-raised": "max_tokens was raised to MIN_TOKENS_LIMIT.",
    "missing-tool-result": "A tool call without a result got one that says so.",
    "moved-result-image": (
        "An image or file in a tool's result was given right after the result, since chat completions takes text alone there."
    ),
    "moved-tool-result": "A tool's result that stood elsewhere was moved right behind its call.",
    "orphan-tool-result": "A tool's result without its call was given as text.",
    "output-item-dropped": "The upstream's answer held something that the Messages API has no block for; it was left out.",
    "parameter-refused": (
        "The upstream refused a parameter, such as temperature or an effort: the request was sent once more without it, or with a value "
        "that the upstream takes."
    ),
    "pattern-in-words": (
        "A tool's schema held a regular expression that upstreams refuse (JavaScript's own, or one that looks ahead): it was told in the "
        "description."
    ),
    "prefill-by-instruction": "The conversation ends with the assistant's words; the model was told to continue them.",
    "prefill-left-to-backend": "The conversation ends with the assistant's words; whether they are continued is the backend's way.",
    "raised-max-tokens": "max_tokens was raised to 16, the least that the Responses API takes.",
    "replaced-characters": "NUL characters or halves of surrogate pairs were replaced, since they cannot be sent.",
    "schema-flattened": (
        "A tool's schema had anyOf, oneOf, allOf, not, enum or const at its top: its "
        "properties were joined, and the rule was told in words."
    ),
    "schema-repaired": (
        "A tool's schema lacked what the upstream insists on (a type, properties, items) and was completed without changing its meaning."
    ),
    "schema-simplified": (
        "The upstream refused the schema of a tool or of the answer: all were sent once more in the plainest form, with the rest in words."
    ),
    "search-blocked-domains-as-instruction": "The upstream's web search cannot leave out domains: the model was told not to use them.",
    "search-domain-without-path": "An allowed domain of the web search held a path; the search was limited to the domain.",
    "search-results-from-citations": "The upstream did not name what its web search found; the pages that the answer cites stand for it.",
    "search-steps-hidden": "The upstream opened pages or looked for words in them while searching; these steps are not shown.",
    "server-tool-as-text": "Earlier use of a server tool (web fetch, code execution, MCP, …) was given to the model as text.",
    "summary-form-asked": "The client asked for a summary of the conversation: the model was told the form that the client reads.",
    "system-as-user": (
        "A system message in mid-conversation was given as the user's words, marked as a reminder: the model's chat template takes one at "
        "the beginning alone."
    ),
    "system-prompt-compressed": "Claude Code's own instructions were shortened, as PROMPT_COMPRESSION says.",
    "text-before-tool-call": (
        "Words that the assistant said after a tool call stand before it, since chat completions knows no other order."
    ),
    "thinking-not-disabled": "Thinking cannot be turned off on this model: it used its least effort.",
    "thinking-not-shown": (
        "The model thought, but chat completions shows nothing of its thinking and keeps none for the next turn: "
        "OPENAI_WIRE_API=responses does both."
    ),
    "tool-called-directly": "A tool that only code in Anthropic's container was to call (allowed_callers) can be called by the model itself.",
    "tool-change-as-text": "A tool that was added or withdrawn in mid-conversation was told to the model in words.",
    "tool-name-shortened": (
        "A tool's name was too long for the upstream or held illegal characters: the model saw another, the client its own."
    ),
    "tools-over-limit": (
        "There were more tools than the upstream takes: those stayed that the conversation uses, then the first; the rest was left out. "
        "Turn MCP servers off that the task does not need (/mcp)."
    ),
    "truncated-tool-call": "The upstream's limit cut a tool call off; the call is not complete, and stop_reason says why.",
    "unknown-block": "A content block of an unknown type was left out but for its text.",
    "unknown-field": "A field that is not known was left out.",
    "unknown-source": "An image or document from an unknown kind of source was left out, with a word in its place.",
    "unknown-tool-type": "A tool of an unknown type was treated as one that the client executes, because it brought a schema.",
    "unreadable-document": "A PDF could not be opened; the model was told so.",
    "usage-estimated": "The upstream sent no token counts, or was ended at a stop sequence before it had: those of the answer are estimates.",
}
