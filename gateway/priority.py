"""How much later than messages come what no message waits for, where there is more work than processors."""

# In the system's own units: 0 is usual, 19 the last.
NICER = 5
