"""The troubleshooting tree, walked by itself: one file a step, each a function from the case to its findings."""
