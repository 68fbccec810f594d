"""Upstream traffic kept in a cassette, and met again."""
