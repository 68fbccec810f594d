"""What the deltas of a chat completion hold, one file each: tool calls, reasoning, content in parts."""
