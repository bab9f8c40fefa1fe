"""The class does not inherit from Layer, and the flag of its forward is keyword only."""

import inspect

TRAINING = "training"


class Sequential:
    def __init__(self, *layers):
        self.layers = list(layers[0]) if len(layers) == 1 and isinstance(layers[0], list) else layers

    def __call__(self, x, **options):
        return self.forward(x, **options)

    def forward(self, x, *, training=True):
        for layer in self.layers:
            names = [p.name for p in inspect.signature(layer.forward).parameters.values()]
            x = layer.forward(x, **{TRAINING: training}) if TRAINING in names else layer.forward(x)
        return x

    def parameters(self):
        return [parameter for layer in self.layers for parameter in layer.parameters()]
