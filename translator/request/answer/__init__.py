"""What is wanted of the answer: how much thinking, its length, its form, where it stops."""
