"""How many tokens an upstream body holds: pure counting with the target's own tokenizer and published rules."""
