"""Shortening of Claude Code's own instructions: which sections there are, what stands in their place, where to cut."""
