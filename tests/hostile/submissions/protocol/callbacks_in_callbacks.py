"""A call asks for the call of the very layer, which asks again."""


def __call__(self, x, *args, **kwargs):
    call_back(self, "call", "__call__", (), {"x": None})
    while True:
        worker._handle(worker._receive())


Layer.__call__ = __call__
