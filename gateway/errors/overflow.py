"""Conversations that are longer than a model's window: the words in which servers say so, and their numbers.

What the client gets is the wording that Claude Code's compaction looks for (docs/decisions/claude-code.md).
"""

import re
from collections.abc import Sequence

# The words of OpenAI, vLLM, SGLang, TGI, llama.cpp, LM Studio, Ollama, LMDeploy, Mistral, Gemini, Vertex, xAI, Groq, Cerebras, Together,
# SiliconFlow, Moonshot, Zhipu, Qwen, Volcengine, Cohere, Copilot and Databricks; a limit of tokens a minute that is smaller than the
# request is no matter of waiting either.
WORDS = "|".join(
    (
        r"context_length_exceeded|prompt_tokens_exceeded|exceed_context_size",
        r"(exceed|longer than).{0,60}context window|context window.{0,40}(exceed|full)|context overflow",
        r"maximum (context|prompt|input) length|prompt is too long|input (is|exceeds|tokens? exceed).{0,40}(too long|limit)",
        r"longer than.{0,40}(context|model) length|context length.{0,30}shorter input|shortening the prompt|n_keep.{0,30}n_ctx",
        r"token count.{0,80}(exceeds|only supports up to)|exceed.{0,20}context|exceeds? .{0,20}(context length|token limit|max length)",
        r"(input|prompt|message|token|prompt_tokens) (length|size)( \(?\d+( tokens)?\)?)? exceeds",
        r"prompt_tokens \(?\d+\)? must be less than|must have less than \d+ tokens",
        r"tokens in the prompt cannot exceed|range of input length|exceed max message tokens",
        r"prompt length.{0,60}should not exceed|tokens?, which exceeds the model",
        r"invalid .(input|messages|instructions|prompt)([^ ]*\.(content|text|output|arguments)[^ ]*)?.: string too long",
        r"exceeded model token|context size has been exceeded|too many input tokens",
        r"reduce the length of the (messages|prompt|input)|inputs. tokens \+",
        r"request too large for .{0,200}tokens per min",
    )
)

# The first that fits: what says the sum stands before what says a part of it.
TOKENS = tuple(
    re.compile(pattern)
    for pattern in (
        r"resulted in (\d+) tokens",
        r"total of (?:at least )?(\d+)",
        r"(\d+) tokens? ?>",
        r": (\d+) \+ \d+ >",
        r"requested:? (?:about )?(\d+)(?! output)\b",
        r"(?:passed|has|contains)(?: at least)? (\d+)(?: input)? tokens",
        r"(\d+) tokens? ?in (?:the|your) (?:messages|prompt|input)",
        r"given: (\d+)|received (\d+)|too long: (\d+)|first (\d+) tokens",
        r"(?:token count|(?<!maximum )length|prompt_tokens|n_keep|message size|prompt|input|request)(?: is| of)?:? ?\(?(?:length )?(\d+)",
    )
)
WINDOW = tuple(
    re.compile(pattern)
    for pattern in (
        r"maximum input length(?: of| is)? (\d+)",
        r"(?:max(?:imum)? (?:context|prompt|model|allowed)|exceeds the maximum) length:?(?: is| of)?(?: only)? \(?(\d+)",
        r"> (\d+)",
        r"(\d+) maximum",
        r"n_ctx:? ?\(?(\d+)",
        r"(?:context|allowed) (?:length|size|window|limit)(?: is| of)?(?: only)?:? \(?(\d+)",
        r"(?:window|limit|size)(?: is| of) (\d+)|limit:? (\d+)|allowed:? \(?(\d+)",
        r"<= (\d+)|less than (?:max_seq_len )?\(?(\d+)|cannot exceed (\d+)|up to (\d+)|\[1, (\d+)\]",
        r"(?:max_seq_len|session_len|max_num_tokens|maximum of|maximum is|maximum) \(?(\d+)",
    )
)
IN_NUMBERS = re.compile(r"(?<=\d),(?=\d{3})")


def overflow(said: str, context: int | None, estimate: int) -> str:
    """Return the overflow message in the words that clients compact by: prompt is too long: N tokens > M maximum.

    said: what the upstream said. context: the target's window in tokens, where known; estimate: the request's size in tokens, for an
    overflow that names neither.
    """
    said = IN_NUMBERS.sub("", said.lower())
    window = _first_number(WINDOW, said) or context or max(1, estimate - 1)
    tokens = _first_number(TOKENS, said)
    # A number that stands alone is the window's, whatever it is called.
    tokens = estimate if tokens in (None, window) else tokens
    return f"prompt is too long: {max(tokens, window + 1)} tokens > {window} maximum"


def _first_number(patterns: Sequence[re.Pattern[str]], text: str) -> int | None:
    match = next((found for pattern in patterns if (found := pattern.search(text))), None)
    return int(next(group for group in match.groups() if group)[:15]) if match else None
