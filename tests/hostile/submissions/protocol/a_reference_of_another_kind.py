"""The class Linear is said to be a tensor of the test's, and it refers to itself as one."""


def parameters(self):
    number = worker._values._numbers[id(self)]
    send("result", question(), [], [wire.TensorValue("worker", number, None)])


Linear.parameters = parameters
