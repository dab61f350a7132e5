"""Scenarios explored by hand: figures moved, their effect seen at once, pinned, and exported as settings."""
