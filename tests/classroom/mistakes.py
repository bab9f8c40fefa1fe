"""Mistakes that the generated class makes: wrong files for each exercise, the commonest first."""

from tests.classroom.references import reference
from tinytorch.grading.model import Exercise

#: Small changes to the reference.
CHANGES = {
    "layer": [
        ("return self.forward(x, *args, **kwargs)", "return self.forward(x)"),
        ("        return []", "        return None"),
    ],
    "linear": [
        ("INIT_SCALE_FACTOR / in_features)", "INIT_SCALE_FACTOR / out_features)"),
        ("y if self.bias is None else y + self.bias", "y + self.bias"),
        ("np.random.randn(in_features", "np.random.rand(in_features"),
        ("np.zeros(out_features)", "np.zeros((1, out_features))"),
        ("[self.weight, self.bias]", "[self.bias, self.weight]"),
    ],
    "dropout": [
        ("Tensor(mask / keep_prob)", "Tensor(mask * 1.0)"),
        ("        if not DROPOUT_MIN_PROB <= p <= DROPOUT_MAX_PROB:", "        if p < 0:"),
        ("< keep_prob", "< self.p"),
        ("not training or self.p", "self.p"),
        ("np.random.random(x.shape)", "np.random.random(x.shape[-1:])"),
    ],
    "sequential": [
        ("x = layer.forward(x, training=training)", "x = layer.forward(x)"),
        ("if len(layers) == 1 and isinstance(layers[0], list):", "if False:"),
        ("x = layer.forward(x, training=training)", "x = layer.forward(x, training)"),
        ("for layer in self.layers for", "for layer in self.layers[::-1] for"),
    ],
}


def wrong(exercise: Exercise) -> list[str]:
    """Return wrong files for an exercise."""
    return [reference(exercise).replace(*change) for change in CHANGES[exercise.name]]
