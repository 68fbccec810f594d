"""Everything of ours around LiteLLM: settings, the model table, start and stop."""
