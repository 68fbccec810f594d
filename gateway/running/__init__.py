"""The programs, from the start of the first to the end of the last."""
