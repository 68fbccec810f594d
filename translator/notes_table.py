"""What each kind of note means, for users. Sorted by kind."""

MEANINGS: dict[str, str] = {}
