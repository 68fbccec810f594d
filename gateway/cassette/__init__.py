"""Cassettes: recorded upstream traffic in a file, without secrets."""
