"""Scenarios: answers that a test scripts for one request."""
