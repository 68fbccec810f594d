"""What LiteLLM is given, and what is mended and recorded where it answers."""
