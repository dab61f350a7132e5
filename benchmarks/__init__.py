"""Side-by-side measurements against peers, all ratios taken in one run: ``make bench``."""
