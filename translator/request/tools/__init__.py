"""The tools of a request, and what chooses among them."""
