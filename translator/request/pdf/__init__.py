"""The text of PDFs, for targets that take no files."""
