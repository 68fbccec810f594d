"""The interceptor's metrics."""
