"""The shortest file there is: no docstrings, no message, lists made by list()."""


class Layer:
    def forward(self, x):
        raise NotImplementedError

    def __call__(self, *args, **kwargs):
        return self.forward(*args, **kwargs)

    def parameters(self):
        return list()
