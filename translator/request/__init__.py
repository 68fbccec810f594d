"""Passes over the Anthropic request, in one ordered list, then the two wires. Pure functions over plain data."""
