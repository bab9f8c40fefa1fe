"""The layers are a linked list of nodes with slots."""

import inspect

from tinytorch.core.layers import Layer


class Node:
    __slots__ = ("layer", "next")

    def __init__(self, layer):
        self.layer = layer
        self.next = None


class Sequential(Layer):
    def __init__(self, *layers):
        if len(layers) == 1 and isinstance(layers[0], list):
            layers = layers[0]
        self.head = tail = Node(None)
        for layer in layers:
            tail.next = Node(layer)
            tail = tail.next

    def _each(self):
        node = self.head.next
        while node is not None:
            yield node.layer
            node = node.next

    def forward(self, x, training=True):
        for layer in self._each():
            takes = "training" in inspect.signature(layer.forward).parameters
            x = layer.forward(x, training=training) if takes else layer.forward(x)
        return x

    def parameters(self):
        return [parameter for layer in self._each() for parameter in layer.parameters()]
