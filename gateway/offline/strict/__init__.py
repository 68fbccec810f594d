"""Strict mode: what the real API refuses, in its own words."""
