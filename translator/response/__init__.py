"""Upstream answer → Anthropic answer: pure functions over plain data."""
