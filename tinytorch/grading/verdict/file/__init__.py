"""A student's file as its lines tell of it: what it defines, where, and which mistakes it shows."""
