"""Notebooks run through papermill: parameters, two engines, and what became of each cell."""
