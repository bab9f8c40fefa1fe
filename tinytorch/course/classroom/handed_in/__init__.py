"""What was handed in, and by whom: found where services and people put it, and opened."""
