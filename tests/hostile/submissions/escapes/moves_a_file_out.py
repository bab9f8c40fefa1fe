"""Writes a file in its own folder, and moves it to the one around."""

import os


def escape():
    name = f"mine-{os.urandom(4).hex()}"
    with open(name, "w") as file:
        file.write("here")
    os.rename(name, os.path.join("..", name))
    return True
