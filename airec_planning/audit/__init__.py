"""Coverage, expiry, chains and named checks over what was read."""
