"""The interceptor's forward."""
