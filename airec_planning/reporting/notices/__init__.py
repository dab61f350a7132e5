"""Telling people about runs: what is new since they were told last, in a short digest."""
