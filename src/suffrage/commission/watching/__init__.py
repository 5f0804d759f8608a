"""Watching: how far the count is, what is late, how often work is done again, the sums so far and what they would mean."""
