"""How a submission is run: pytest, its plugin, and two of its modes, direct and isolated."""
