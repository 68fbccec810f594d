"""What Prometheus and an OpenTelemetry collector are told: numbers from the index, which outlive a restart."""
