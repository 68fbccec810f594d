"""The system prompt, and Claude Code's own made shorter: which sections there are, what stands in their place, where text is cut."""
