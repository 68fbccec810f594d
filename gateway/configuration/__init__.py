"""What the user has set, read and checked."""
