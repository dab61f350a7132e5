"""Notebooks run into pages and run folders."""
