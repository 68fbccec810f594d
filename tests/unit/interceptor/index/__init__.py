"""The interceptor's index."""
