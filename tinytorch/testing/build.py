"""Builds what graded tests start from: random inputs, and layers with known parameters."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt

from tinytorch.core.tensor import Tensor
from tinytorch.testing.compare import assert_returns
from tinytorch.testing.mistakes import COPIED
from tinytorch.testing.show import Array, array_of, equal, numbers
from tinytorch.testing.unmet import fail


def sample(rng: np.random.Generator, *shape: int) -> Array:
    """Return random multiples of 1/2 between -9.5 and 9.5, none of them 0.

    They are short to read, exact in float32, and never hide what a factor or a zero did.
    """
    signs = rng.choice([-0.5, 0.5], shape)
    return (signs * rng.integers(1, 20, shape)).astype(np.float32)


def symmetric(rng: np.random.Generator, size: int) -> Array:
    """Return a symmetric matrix: axes that are swapped fail a test of their own, and no other."""
    half = sample(rng, size, size)
    return half + half.T


def softmax(numbers: Array, axis: int) -> Array:
    """Return what Softmax gives along an axis."""
    powers = np.exp(numbers)
    return np.asarray(powers / powers.sum(axis, keepdims=True))


def layer_returning(nn: Any, result: object) -> Any:
    """Return a layer whose forward returns one and the same value."""

    class Answer(nn.Layer):  # type: ignore[misc]
        def forward(self, x: Tensor) -> object:
            return result

    return Answer()


def layer_raising(nn: Any, errors: list[Exception]) -> Any:
    """Return a layer whose forward raises each of these errors once, and else returns `x`."""

    class Careful(nn.Layer):  # type: ignore[misc]
        def forward(self, x: Tensor) -> Tensor:
            if errors:
                raise errors.pop()  # whoever tries once more gets a result
            return x

    return Careful()


def linear(nn: Any, weight: npt.ArrayLike, bias: npt.ArrayLike | bool = True) -> Any:
    """Return a Linear of the student's with these parameters.

    Parameters
    ----------
    nn : namespace
        The fixture.
    weight : array_like, shape (in_features, out_features)
    bias : array_like, shape (out_features,), or bool
        False builds a layer without a bias, True one whose bias adds nothing, which is the way to
        test something else than the bias. What is wrong with it does not count twice, unless
        forward does something else with zeros than to add them.
    """
    (fan_in, fan_out), biased = np.shape(weight), bias is not False
    layer = nn.Linear(fan_in, fan_out, bias=biased)
    values = np.zeros(fan_out) if bias is True else bias
    set_parameters(layer, weight, values if biased else None)
    return layer


def set_parameters(layer: Any, weight: npt.ArrayLike, bias: npt.ArrayLike | None = None) -> None:
    """Set the parameters of a Linear.

    A parameter that is no Tensor, or has another shape, fails the test that is about it, and no
    other: it is set in the first form that forward can use.
    """
    values = np.array(weight, dtype=np.float32)
    weights, biases = _forms(layer, "weight", values), [lambda: None]
    if bias is not None:
        biases = _forms(layer, "bias", np.array(bias, dtype=np.float32))
    forms = list(product(weights, biases))
    for form in forms:
        for put in form:
            put()
        if len(forms) == 1 or _runs(layer, values.shape):
            break


def _forms(layer: Any, name: str, values: Array) -> list[Callable[[], None]]:
    """Return the ways in which a parameter can be set, the one of the contract first."""
    there = None
    with suppress(AttributeError):
        there = _parameter(layer, name, axes=values.ndim)
    if isinstance(there, Tensor):
        # Through .data, since the student's code may hold on to the very tensor.
        shapes = [values] if there.shape == values.shape else [values, values.T]
        return [partial(setattr, there, "data", each) for each in shapes]
    return [partial(setattr, layer, name, each) for each in (values, Tensor(values))]


def weight_of(layer: Any) -> Any:
    """Return the weight of a Linear; one of another name fails a test of its own, and no other."""
    return _parameter(layer, "weight", axes=2)


def bias_of(layer: Any) -> Any:
    """Return the bias of a Linear; one of another name fails tests of its own, and no others."""
    return _parameter(layer, "bias", axes=1)


def _parameter(layer: Any, name: str, *, axes: int) -> Any:
    """Return a parameter by its name, or the only one among those listed that has its axes."""
    try:
        return getattr(layer, name)
    except AttributeError:
        with suppress(Exception):
            listed = list.__iter__(layer.parameters())
            found = [e for e in listed if isinstance(e, Tensor) and len(e.shape) == axes]
            if len(found) == 1:
                return found[0]
        raise


def _runs(layer: Any, shape: tuple[int, ...]) -> bool:
    """Whether forward can use the parameters that have been set, for a weight of this shape."""
    with suppress(Exception):
        y = layer.forward(Tensor(np.zeros((1, shape[0]))))
        return isinstance(y, Tensor) and y.shape == (1, shape[1])
    return False


def multiply(parameters: object, factor: float, *arrays: Array) -> list[Array]:
    """Multiply all Tensors of a list by a factor, as training would; tell what they then hold.

    Parameters
    ----------
    parameters : object
        What the method of that name returned.
    factor : float
    *arrays : Array
        What the parameters held, each of another shape.

    Returns
    -------
    list of Array
        What they hold then. A parameter that is not in the list, or in it twice, and a list that is
        a tuple, fail tests of their own, and no others.
    """
    __tracebackhide__ = True
    listed = parameters if isinstance(parameters, list | tuple) else ()
    tensors = {id(each): each for each in listed if isinstance(each, Tensor)}
    if not tensors:
        fail("parameters() should return a list of Tensors, but there is none to train.")
    for tensor in tensors.values():
        tensor.data = factor * tensor.data
    shapes = [sorted(tensor.shape) for tensor in tensors.values()]
    return [factor * each if sorted(each.shape) in shapes else each for each in arrays]


def checked_linear(nn: Any, weight: Array, bias: Array | None = None) -> Any:
    """Return a Linear of the student's that can be trained; else Linear fails, not its user.

    Parameters
    ----------
    nn : namespace
    weight : Array, shape (in_features, out_features)
    bias : Array, shape (out_features,), optional
        Zeros without it.
    """
    __tracebackhide__ = True
    bias = np.zeros(weight.shape[1], np.float32) if bias is None else bias
    layer, x = linear(nn, weight=weight, bias=bias), np.eye(len(weight))

    new_weight, new_bias = multiply(layer.parameters(), 2.0, weight, bias)
    y = layer.forward(Tensor(x))

    call = f"Linear{weight.shape}.forward(x), with all parameters times 2,"
    mistakes = {COPIED: weight + bias}
    y = Tensor(y) if isinstance(y, Tensor) else y  # of another data type, it fails its own tests
    assert_returns(y, new_weight + new_bias, call=call, mistakes=mistakes)
    multiply(layer.parameters(), 0.5)
    return layer


def checked_dropout(nn: Any, p: float, x: Array) -> Any:
    """Return a Dropout of the student's that can be evaluated; else it fails, not its user."""
    __tracebackhide__ = True
    layer = nn.Dropout(p)

    y = _in_float32(layer.forward(Tensor(x), training=False))

    assert_returns(y, x, call=f"Dropout({p}).forward(x, training=False)")
    return layer


def dropout(nn: Any, p: float) -> Any:
    """Return a Dropout of the student's; a p that it did not keep fails a test of its own."""
    layer = nn.Dropout(p)
    if not hasattr(layer, "p"):
        with suppress(Exception):  # it may keep p elsewhere, and refuse attributes
            layer.p = p
    return layer


def run(layer: Any, x: npt.ArrayLike) -> Any:
    """Return what forward makes of x; a result of another form fails tests of its own alone."""
    return _in_float32(layer.forward(Tensor(x)))


def train(layer: Any, x: npt.ArrayLike, *, exact: bool = False) -> Any:
    """Return what training makes of x.

    Training is the default, so that a flag which is missing or has another name is no reason not
    to look at the mask. Nor are a flag that means the opposite, and a result of another form: they
    fail the tests that ask for what is `exact`, and those of evaluation.
    """
    try:
        y = layer.forward(Tensor(x), training=True)
    except TypeError as error:
        if "'training'" not in str(error):
            raise
        y = layer.forward(Tensor(x))
        return y if exact else _in_float32(y)
    if not exact and equal(numbers(y), np.asarray(x)):
        y = layer.forward(Tensor(x), training=False)
    return y if exact else _in_float32(y)


def _in_float32(y: Any) -> Any:
    """Return an array, or a Tensor of float64, as the Tensor that it was to be."""
    found = array_of(y) if numbers(y) is None else numbers(y)
    return y if found is None or found.dtype.kind not in "fiu" else Tensor(found)


def sequential(nn: Any, *layers: Any) -> Any:
    """Return a Sequential of the student's; one that takes a list alone fails tests of its own."""
    try:
        return nn.Sequential(*layers)
    except TypeError:
        with suppress(TypeError):
            return nn.Sequential(list(layers))
        raise
