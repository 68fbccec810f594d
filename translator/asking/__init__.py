"""What is asked of upstreams: which one, how often, and what its refusals are worth."""
