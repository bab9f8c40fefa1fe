"""The base class has an __init__ that takes a name and hands the rest on to super()."""


class Layer:
    count = 0

    def __init__(self, *args, name=None, **kwargs):
        super().__init__(*args, **kwargs)
        Layer.count += 1
        self.name = name or f"{type(self).__name__.lower()}_{Layer.count}"

    def forward(self, x, *args, **kwargs):
        raise NotImplementedError("Subclasses of Layer must implement forward().")

    def __call__(self, x, *args, **kwargs):
        return self.forward(x, *args, **kwargs)

    def parameters(self):
        return []

    def __repr__(self):
        return f"<Layer {self.name}>"
