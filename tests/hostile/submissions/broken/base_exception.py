"""forward raises an exception of its own that no `except Exception` would catch."""


class Doom(BaseException):
    pass


def forward(self, x):
    raise Doom("nobody catches me")


Linear.forward = forward
