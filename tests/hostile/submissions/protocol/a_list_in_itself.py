"""Makes the list of layers that the test handed over hold itself, which nothing could send."""

INIT = Sequential.__init__


def __init__(self, *layers):
    INIT(self, *layers)
    if len(layers) == 1 and isinstance(layers[0], list):
        number = worker._values._foreign[id(layers[0])]
        send("result", question(), [(number, True, [wire.Ref("test", number)] * 2)], None)


Sequential.__init__ = __init__
