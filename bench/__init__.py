"""The benchmark: the same work through nginx alone, stock LiteLLM and the gateway's paths, side by side in one run."""
