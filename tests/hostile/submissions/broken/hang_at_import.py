"""The file never finishes loading."""

while True:
    pass
