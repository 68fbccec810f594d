"""Anthropic request → upstream request: pure functions over plain data."""
