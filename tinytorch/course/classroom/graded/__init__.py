"""Submissions graded one by one, on several processes, and kept."""
