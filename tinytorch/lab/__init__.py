"""The laboratory: measures and draws what the chapters claim, with the student's own layers.

Measurement (`costs`, `throughput`, `initialisation`, `dropout`) returns plain data; `findings`
puts its main point into a sentence; `figures` draws it; `sections` and `page` write it down.
"""


class LabError(Exception):
    """The laboratory cannot do what was asked; the message is the one sentence that says why."""
