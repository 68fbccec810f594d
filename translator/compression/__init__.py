"""A shorter system prompt, where PROMPT_COMPRESSION asks for one."""
