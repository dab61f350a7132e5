"""What notebooks show, and what objects show of themselves."""
