"""The record of each request, and the requests in flight."""
