"""The commands of openai-code, one a file."""
