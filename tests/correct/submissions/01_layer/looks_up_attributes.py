"""Attributes live in a dictionary of the layer's own, behind __setattr__ and __getattr__."""


class Layer:
    def __setattr__(self, name, value):
        self.__dict__.setdefault("_attributes", {})[name] = value

    def __getattr__(self, name):
        try:
            return self.__dict__["_attributes"][name]
        except KeyError:
            raise AttributeError(f"{type(self).__name__} has no {name}") from None

    def forward(self, x):
        raise NotImplementedError(f"{type(self).__name__}.forward")

    def __call__(self, x, *args, **kwargs):
        self.calls = getattr(self, "calls", 0) + 1
        self.last_input = x
        return self.forward(self.last_input, *args, **kwargs)

    def parameters(self):
        return []
