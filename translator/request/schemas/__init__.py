"""JSON schemas as upstreams take them, saying the same."""
