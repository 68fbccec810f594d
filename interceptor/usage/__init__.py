"""What the index knows, as answers: for the page, for /api/usage, for /metrics and for the command line."""
