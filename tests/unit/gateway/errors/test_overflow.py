# ruff: noqa: E501 (bodies stand as they were published)
"""Overflows as servers tell them: all become the one wording that clients compact by, with the server's own numbers."""

import json

import pytest

from gateway.errors.explanation import OVERFLOW, recognise
from translator.errors import from_upstream
from translator.response.upstream_error import read

# Who says it, and the numbers that the client gets: 555 and 400 are what we know ourselves.
TOLD: list[tuple[str, int, str, int, int]] = [
    ('OpenAI', 400, '{"error": {"code": "context_length_exceeded", "message": "This model\'s maximum context length is 128000 tokens. However, your messages resulted in 130000 tokens. Please reduce the length of the messages."}}', 130000, 128000),
    ('OpenAI', 400, '{"error": {"code": "context_length_exceeded", "message": "This model\'s maximum context length is 128000 tokens. However, your messages resulted in 130000 tokens (120000 in the messages, 10000 in the functions). Please reduce the length of the messages or functions."}}', 130000, 128000),
    ('OpenAI', 400, '{"error": {"code": "context_length_exceeded", "message": "Your input exceeds the context window of this model. Please adjust your input and try again."}}', 555, 400),
    ('OpenAI', 400, '{"error": {"code": "context_length_exceeded", "message": "Input tokens exceed the configured limit of 272000 tokens. Your messages resulted in 280000 tokens. Please reduce the length of the messages."}}', 280000, 272000),
    ('vLLM', 400, '{"object": "error", "message": "\'max_tokens\' or \'max_completion_tokens\' is too large: 8192. This model\'s maximum context length is 32768 tokens and your request has 30000 input tokens (8192 > 32768 - 30000).", "code": 400}', 32769, 32768),
    ('vLLM', 400, '{"object": "error", "message": "The decoder prompt (length 40000) is longer than the maximum model length of 32768. Make sure that `max_model_len` is no smaller than the number of text tokens.", "code": 400}', 40000, 32768),
    ('vLLM', 400, '{"error": {"message": "You passed 40000 input tokens and requested 8192 output tokens. However, the model\'s context length is only 32768 tokens, resulting in a maximum input length of 24576 tokens. Please reduce the length of the input prompt. (parameter=input_tokens, value=40000)", "code": 400}}', 40000, 24576),
    ('vLLM', 400, '{"error": {"message": "This model\'s maximum context length is 32768 tokens. However, your request has 40000 input tokens. Please reduce the length of the input messages.", "code": 400}}', 40000, 32768),
    ('vLLM', 400, '{"error": {"message": "This model\'s maximum context length is 131072 tokens. However, you requested 8192 output tokens and your prompt contains at least 122881 input tokens, for a total of at least 131073 tokens. Please reduce the length of the input prompt or the number of requested output tokens.", "code": 400}}', 131073, 131072),
    ('vLLM', 400, '{"error": {"message": "This model\'s maximum context length is 131072 tokens. However, you requested 8192 output tokens and your prompt contains 142881 input tokens, for a total of 151073 tokens. Please reduce the length of the input prompt or the number of requested output tokens.", "code": 400}}', 151073, 131072),
    ('llama.cpp', 400, '{"error": {"code": 400, "message": "the request exceeds the available context size, try increasing it", "type": "exceed_context_size_error", "n_prompt_tokens": 40000, "n_ctx": 32768}}', 40000, 32768),
    ('llama.cpp', 400, '{"error": {"code": 400, "message": "request (40000 tokens) exceeds the available context size (32768 tokens), try increasing it", "type": "exceed_context_size_error", "n_prompt_tokens": 40000, "n_ctx": 32768}}', 40000, 32768),
    ('LM Studio', 400, '{"error": "Trying to keep the first 4682 tokens when context the overflows. However, the model is loaded with context length of only 4096 tokens, which is not enough. Try to load the model with a larger context length, or provide a shorter input"}', 4682, 4096),
    ('LM Studio', 400, '{"error": "The number of tokens to keep from the initial prompt is greater than the context length. Try to load the model with a larger context length, or provide a shorter input"}', 555, 400),
    ('LM Studio', 400, '{"error": "Reached context length of 4096 tokens with model (arch: llama), but this model does not currently support mid-generation context overflow because llama_memory_can_shift is 0. Try reloading with a larger context length or shortening the prompt/chat."}', 4097, 4096),
    ('LM Studio', 400, '{"error": "The number of tokens to keep from the initial prompt is greater than the context length (n_keep: 40000>= n_ctx: 32768). Try to load the model with a larger context length, or provide a shorter input."}', 40000, 32768),
    ('LM Studio', 400, '{"error": "Cannot truncate prompt with n_keep (40000) >= n_ctx (32768)"}', 40000, 32768),
    ('Ollama', 400, '{"error": {"message": "input length exceeds the context length", "type": "api_error"}}', 555, 400),
    ('Ollama', 400, '{"error": {"message": "prompt too long; exceeded max context length by 4 tokens"}}', 555, 400),
    ('Ollama', 500, '{"error": {"message": "input exceeds maximum context length and cannot be truncated further"}}', 555, 400),
    ('Groq', 400, '{"error": {"message": "Please reduce the length of the messages or completion.", "type": "invalid_request_error", "param": "messages", "code": "context_length_exceeded"}}', 555, 400),
    ('Groq', 413, '{"error": {"message": "Request too large for model `llama-3.3-70b` in organization `org_01` service tier `on_demand` on tokens per minute (TPM): Limit 12000, Requested 17000, please reduce your message size and try again. Need more tokens? Upgrade to Dev Tier today", "type": "tokens", "code": "rate_limit_exceeded"}}', 17000, 12000),
    ('Mistral', 400, '{"object": "error", "message": "Prompt contains 40000 tokens and 0 draft tokens, too large for model with 32768 maximum context length", "type": "invalid_request_error", "code": "3051"}', 40000, 32768),
    ('Mistral', 400, '{"object": "error", "message": "Prompt contains 40000 tokens, too large for model with 32768 maximum context length", "type": "invalid_request_prompt", "code": "3051"}', 40000, 32768),
    ('OpenRouter', 400, '{"error": {"message": "This endpoint\'s maximum context length is 131072 tokens. However, you requested about 140000 tokens (130000 of text input, 2000 of tool input, 8000 in the output). Please reduce the length of either one, or use the \\"middle-out\\" transform to compress your prompt automatically.", "code": 400}}', 140000, 131072),
    ('OpenRouter', 400, '{"error": {"message": "Provider returned error", "code": 400, "metadata": {"provider_name": "X", "raw": "{\\"error\\":{\\"message\\":\\"The input (150000 tokens) is longer than the model\'s context length (131072 tokens).\\"}}"}}}', 150000, 131072),
    ('xAI', 400, '{"code": "Client specified an invalid argument", "error": "This model\'s maximum prompt length is 131072 but the request contains 140000 tokens."}', 140000, 131072),
    ('Gemini', 400, '[{"error": {"code": 400, "message": "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).", "status": "INVALID_ARGUMENT"}}]', 1200000, 1048576),
    ('Gemini', 400, '{"error": {"code": 400, "message": "The input token count exceeds the maximum number of tokens allowed 1048576.", "status": "INVALID_ARGUMENT"}}', 1048577, 1048576),
    ('Vertex', 400, '{"error": {"code": 400, "message": "Unable to submit request because the input token count is 1200000 but model only supports up to 1048576. Reduce the input token count and try again."}}', 1200000, 1048576),
    ('Together', 422, '{"error": {"message": "Input validation error: `inputs` tokens + `max_new_tokens` must be <= 131073. Given: 150000 `inputs` tokens and 4096 `max_new_tokens`", "type": "invalid_request_error"}}', 150000, 131073),
    ('Fireworks', 400, '{"error": {"object": "error", "type": "invalid_request_error", "message": "The prompt is too long: 150000, model maximum context length: 131071"}}', 150000, 131071),
    ('SGLang', 400, '{"object": "error", "message": "The input (150000 tokens) is longer than the model\'s context length (131072 tokens).", "code": 400}', 150000, 131072),
    ('SGLang', 400, '{"object": "error", "message": "Requested token count exceeds the model\'s maximum context length of 131072 tokens. You requested a total of 139000 tokens: 130000 tokens from the input messages and 9000 tokens for the completion. Please reduce the number of tokens in the input messages or the completion to fit within the limit.", "code": 400}', 139000, 131072),
    ('SGLang', 400, '{"object": "error", "message": "Input length (150000 tokens) exceeds the maximum allowed length (131072 tokens). Use a shorter input or enable --allow-auto-truncate.", "code": 400}', 150000, 131072),
    ('TGI', 422, '{"error": "Input validation error: `inputs` must have less than 4095 tokens. Given: 5000", "error_type": "validation"}', 5000, 4095),
    ('Cerebras', 400, '{"message": "Please reduce the length of the messages or completion. Current length is 9000 while limit is 8192", "type": "invalid_request_error", "param": "messages", "code": "context_length_exceeded"}', 9000, 8192),
    ('Moonshot', 400, '{"error": {"message": "Invalid request: Your request exceeded model token limit: 262144 (requested: 270000)", "type": "invalid_request_error"}}', 270000, 262144),
    ('Moonshot', 400, '{"error": {"message": "Invalid request: Your request exceeded model token limit: 262144", "type": "invalid_request_error"}}', 262145, 262144),
    ('Zhipu', 400, '{"error": {"code": "1261", "message": "Prompt exceeds max length"}}', 555, 400),
    ('Bedrock', 400, '{"message": "Input is too long for requested model."}', 555, 400),
    ('Cohere', 400, '{"message": "too many tokens: total number of tokens in the prompt cannot exceed 4081 - received 5000."}', 5000, 4081),
    ('Qwen', 400, '{"error": {"code": "invalid_parameter_error", "message": "<400> InternalError.Algo.InvalidParameter: Range of input length should be [1, 129024]", "type": "invalid_request_error"}}', 129025, 129024),
    ('MiniMax', 400, '{"error": {"message": "invalid params, context window exceeds limit (2013)"}}', 555, 400),
    ('Copilot', 400, '{"error": {"message": "prompt token count of 130000 exceeds the limit of 128000", "code": "model_max_prompt_tokens_exceeded"}}', 130000, 128000),
    ('Volcengine', 400, '{"error": {"code": "InvalidParameter", "message": "Total tokens of image and text exceed max message tokens. Request id: 021", "type": "BadRequest"}}', 555, 400),
    ('Volcengine', 400, '{"error": {"code": "InvalidParameter", "message": "Input length 140000 exceeds the maximum length 131072. Request id: 021", "type": "BadRequest"}}', 140000, 131072),
    ('TensorRT-LLM', 400, '{"object": "error", "message": "The sum of prompt length (5000.0), query length (0) should not exceed max_num_tokens (4096)"}', 5000, 4096),
    ('LMDeploy', 400, '{"object": "error", "message": "The input token length 5000 exceeds session_len 4096"}', 5000, 4096),
    ('Databricks', 400, '{"error_code": "BAD_REQUEST", "message": "Exceeded the maximum input length of 131072 tokens"}', 131073, 131072),
    ('DeepInfra', 400, '{"error": {"message": "Requested input length 40000 exceeds maximum input length 32767"}}', 40000, 32767),
    ('behind FastAPI', 400, '{"detail": "Invalid request. Please check the parameters and try again. Details: This model\'s maximum context length is 32768 tokens. However, you requested 40000 tokens in the messages, Please reduce the length of the messages."}', 40000, 32768),
    ('SambaNova', 400, '{"error": {"message": "This model\'s maximum context length is 8192 tokens. Please reduce the length of the prompt or completion", "code": "context_length_exceeded"}}', 8193, 8192),
    ('SiliconFlow', 400, '{"code": 20015, "message": "length of prompt_tokens (40000) must be less than max_seq_len (32768).", "data": null}', 40000, 32768),
    ('SiliconFlow', 400, '{"code": 20015, "message": "input length 40000 exceeds max_seq_len 32768", "data": null}', 40000, 32768),
    ('StepFun', 400, '{"error": {"message": "messages token length 140000 exceeds limit 131072"}}', 140000, 131072),
    ("llama.cpp, older", 500, '{"error": {"code": 500, "message": "Context size has been exceeded.", "type": "server_error"}}', 555, 400),
    ("Moonshot", 400, '{"error": {"message": "total message size 10176584 exceeds limit 2097152", "type": "invalid_request_error"}}', 10176584, 2097152),
]  # fmt: skip


@pytest.mark.parametrize(("who", "status", "body", "tokens", "maximum"), TOLD)
def test_every_servers_words(who: str, status: int, body: str, tokens: int, maximum: int) -> None:
    """The client reads prompt is too long, with the numbers that the server said, else with ours."""
    failure, again = from_upstream(status, body.encode(), {}, 400, 555)
    assert (failure.status, failure.kind, again) == (400, "invalid_request_error", False), who
    assert failure.message == f"prompt is too long: {tokens} tokens > {maximum} maximum"


@pytest.mark.parametrize(("who", "status", "body", "tokens", "maximum"), TOLD)
def test_the_same_within_an_answer(who: str, status: int, body: str, tokens: int, maximum: int) -> None:
    """An error that comes as an event of a stream is told alike; the window is not known there."""
    del status
    said = json.loads(body)
    one = said[0] if isinstance(said, list) else said
    told = read(one.get("error") or one, 555)
    window = maximum if maximum != 400 else tokens - 1
    assert (told.status, told.message) == (400, f"prompt is too long: {tokens} tokens > {window} maximum"), who


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (429, "Quota exceeded for metric: generativelanguage.googleapis.com/generate_content_free_tier_input_token_count, limit: 250000"),
        (
            429,
            "Rate limit reached for model `x` on tokens per minute (TPM): Limit 6000, Used 5000, Requested 2000. Please try again in 10s.",
        ),
        (429, "Too many tokens, please wait before trying again."),
        (429, "have exceeded token rate limit of your current OpenAI S0 pricing tier"),
        (400, "Invalid max_tokens value, the valid range of max_tokens is [1, 8192]"),
        (400, "Image size exceeds the limit of 20 MB"),
        (400, "Invalid 'tools[0].function.name': string too long. Expected a string with maximum length 64"),
    ],
)
def test_what_only_sounds_like_it(status: int, words: str) -> None:
    """A limit on time, on the answer or on a part is no matter for compaction."""
    assert recognise(status, words).name != OVERFLOW
