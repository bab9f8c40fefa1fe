"""Brings a sitecustomize.py, which Python runs at its start, and which empties pytest."""


class Linear:
    pass
