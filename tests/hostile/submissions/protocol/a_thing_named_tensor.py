"""forward returns an object of a class that is called Tensor as well."""


def forward(self, x):
    send("result", question(), [], wire.Ref("worker", 1000, "Tensor"))


Linear.forward = forward
