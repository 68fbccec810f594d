"""The one table of what can go wrong, and its words."""
