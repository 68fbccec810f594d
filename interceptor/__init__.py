"""The Flask service that takes telemetry and keeps interceptor.log."""
