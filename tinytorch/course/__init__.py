"""What only an instructor has, and no student template holds: stubs, release, class runs."""
