"""Requests that go on as they came, to LiteLLM or to Anthropic."""
