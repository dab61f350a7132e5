"""Runs that were made: their folders by name, read one by one, and all of them as one database."""
