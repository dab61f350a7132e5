"""The path decision, the cheapest certificate set, and what each path costs over time."""
