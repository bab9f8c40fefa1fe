"""The laboratory: measures and draws what the chapters claim, with the student's own layers.

`costs`, `throughput`, `initialisation`, `dropout` and `handwriting` are studies: `measure` returns
plain data, and `describe` makes of it a section with its findings, tables and pictures. `page`
writes them down.
"""


class LabError(Exception):
    """The laboratory cannot do what was asked; the message is the one sentence that says why."""
