"""One file for each kind of content block that is more than text."""
