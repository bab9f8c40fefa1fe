"""From what happened in a test to what it means: diagnosis, places, remedies, points."""
