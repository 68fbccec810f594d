"""What a session sends again with each request, read once: its tools and the messages of its earlier turns."""
