"""What a class run writes: pages, tables, feedback and comparisons."""
