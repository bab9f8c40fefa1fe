"""The stub, as it was handed out."""


class Linear:
    def __init__(self, in_features, out_features, bias=True):
        raise NotImplementedError("TODO 2.1: Linear.__init__ in exercises/02_linear/linear.py")

    def forward(self, x):
        raise NotImplementedError("TODO 2.2: Linear.forward in exercises/02_linear/linear.py")

    def parameters(self):
        raise NotImplementedError("TODO 2.3: Linear.parameters in exercises/02_linear/linear.py")
