"""What an upstream refused and would take otherwise, taken out of a body or written otherwise there."""
