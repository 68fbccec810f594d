"""The README's first command as written, in a Debian that has nothing but git and Python."""
