"""Mistakes that the generated class makes, as small changes to the reference."""

from typing import NamedTuple


class Mistake(NamedTuple):
    share: float  #: of an average class
    right: str
    wrong: str


MISTAKES = {
    "layer": (
        Mistake(0.10, "return self.forward(x, *args, **kwargs)", "return self.forward(x)"),
        Mistake(0.05, "        return []", "        return None"),
    ),
    "linear": (
        Mistake(0.22, "INIT_SCALE_FACTOR / in_features)", "INIT_SCALE_FACTOR / out_features)"),
        Mistake(0.08, "np.random.randn(in_features", "np.random.rand(in_features"),
        Mistake(0.08, "np.zeros(out_features)", "np.zeros((1, out_features))"),
        Mistake(0.12, "y if self.bias is None else y + self.bias", "y + self.bias"),
        Mistake(0.06, "[self.weight, self.bias]", "[self.bias, self.weight]"),
    ),
    "dropout": (
        Mistake(0.25, "Tensor(mask / keep_prob)", "Tensor(mask * 1.0)"),
        Mistake(0.12, "< keep_prob", "< self.p"),
        Mistake(0.10, "not training or self.p", "self.p"),
        Mistake(
            0.15, "        if not DROPOUT_MIN_PROB <= p <= DROPOUT_MAX_PROB:", "        if p < 0:"
        ),
        Mistake(0.08, "np.random.random(x.shape)", "np.random.random(x.shape[-1:])"),
    ),
    "sequential": (
        Mistake(0.18, "x = layer.forward(x, training=training)", "x = layer.forward(x)"),
        Mistake(0.10, "x = layer.forward(x, training=training)", "x = layer.forward(x, training)"),
        Mistake(0.15, "if len(layers) == 1 and isinstance(layers[0], list):", "if False:"),
        Mistake(0.08, "for layer in self.layers for", "for layer in self.layers[::-1] for"),
    ),
}
