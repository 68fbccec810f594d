"""The Messages API in front of OpenAI-shaped upstreams."""
