"""What upstreams say of their own limits, and what exceeds them."""
