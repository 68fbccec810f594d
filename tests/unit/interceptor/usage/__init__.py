"""The interceptor's usage."""
