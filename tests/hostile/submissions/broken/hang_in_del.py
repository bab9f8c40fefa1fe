"""A Linear that is no longer needed keeps the process busy for ever."""


def __del__(self):
    while True:
        pass


Linear.__del__ = __del__
