"""Which submission of whom counts, and what its points come to."""
