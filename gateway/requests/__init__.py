"""Requests as the logs tell of them."""
