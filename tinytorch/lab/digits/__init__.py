"""A network that reads handwritten digits, built from the student's layers with trained weights."""
