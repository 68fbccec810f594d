"""Send telemetry, and our own metrics, on to an OpenTelemetry collector (FORWARD_OTLP_ENDPOINT); nobody waits for it."""
