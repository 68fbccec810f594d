"""OpenAI's APIs: requests read, answers dressed."""
