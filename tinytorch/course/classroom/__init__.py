"""Grades a whole class, and says what it has understood."""
