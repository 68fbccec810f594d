"""A plan as the body of each of the two wires."""
