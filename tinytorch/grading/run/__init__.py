"""How a submission is run: pytest, its plugin, and the two modes, direct and isolated."""
