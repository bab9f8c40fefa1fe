"""The side that answers: the student's code runs here, and may have taken over all of it."""
