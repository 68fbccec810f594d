"""An OpenAI-shaped backend without a model: for the demo, the tests and the benchmark."""
