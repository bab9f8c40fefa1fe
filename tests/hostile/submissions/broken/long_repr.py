"""forward returns an object whose text has a hundred million characters."""


class Long:
    def __repr__(self):
        return "long " * 20_000_000

    __str__ = __repr__


Linear.forward = lambda self, x: Long()
