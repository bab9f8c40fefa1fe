"""No layer, one layer, the same layer twice, containers in containers, and repeated calls."""

import pytest

from tinytorch.core.activations import ReLU
from tinytorch.core.tensor import Tensor
from tinytorch.testing import (
    Affine,
    Noise,
    assert_list,
    assert_returns,
    assert_unchanged,
    assert_value,
    parameters_of,
    sample,
)


@pytest.mark.points(1)
def test_an_empty_container_returns_its_input(nn, rng):
    """Without layers, x is returned and there are no parameters."""
    x = sample(rng, 3)

    model = nn.Sequential()

    assert_returns(model.forward(Tensor(x)), x, call="Sequential().forward(x)")
    assert_list(model.parameters(), {}, call="Sequential().parameters()")


@pytest.mark.points(1)
def test_one_layer_is_enough(nn, rng):
    """A single layer is enough."""
    x = sample(rng, 3)

    y = nn.Sequential(Affine(2.0, 1.0)).forward(Tensor(x))

    assert_returns(y, 2 * x + 1, call="Sequential(a).forward(x)", given={"x": x})


@pytest.mark.points(1)
def test_containers_nest(nn, rng):
    """A container runs the containers inside it."""
    x = sample(rng, 3)
    inner = nn.Sequential(Affine(2.0, 1.0), Affine(3.0, 2.0))
    model = nn.Sequential(inner, Affine(4.0, 3.0))

    y = model.forward(Tensor(x))

    call = "Sequential(Sequential(a, b), c).forward(x)"
    assert_returns(y, ((2 * x + 1) * 3 + 2) * 4 + 3, call=call, given={"x": x})


@pytest.mark.points(1)
def test_parameters_of_nested_containers_are_found(nn):
    """The parameters of nested containers are found."""
    a, b, c = Affine(2.0, 1.0), Affine(4.0, 3.0), Affine(6.0, 5.0)
    model = nn.Sequential(a, nn.Sequential(ReLU(), nn.Sequential(b, c)))

    parameters = model.parameters()

    call = "Sequential(a, Sequential(ReLU(), Sequential(b, c))).parameters()"
    assert_list(parameters, parameters_of(a=a, b=b, c=c), call=call)


@pytest.mark.points(1)
def test_nested_containers_hand_the_flag_on(nn):
    """A container hands the flag on to the containers inside it."""
    noise, relu = Noise(), ReLU()
    model = nn.Sequential(relu, nn.Sequential(relu, nn.Sequential(noise, relu)))

    y = model.forward(Tensor([1.0, 2.0]), training=False)

    call, flag = (
        "model.forward(x, training=False)",
        "training = {}; it should be called once, with {}",
    )
    told = f"{call} called a layer two containers below with {flag}."
    mistakes = {
        "the layers are not told, or only those of some class": [None],
        "the layers are told to train": [True],
    }
    assert_value(noise.told, [False], told=told, mistakes=mistakes)
    assert_returns(y, [1.0, 2.0], call=call)


@pytest.mark.points(1)
def test_the_same_layer_may_stand_in_two_places(nn, rng):
    """A layer that stands in two places runs twice."""
    x = sample(rng, 3)
    layer = Affine(2.0, 1.0)

    y = nn.Sequential(layer, Affine(1.0, 5.0), layer).forward(Tensor(x))

    call = "Sequential(a, b, a).forward(x)"
    mistakes = {
        "the second a is left out": 2 * x + 6,
        "the first a is left out": (x + 5) * 2 + 1,
    }
    assert_returns(y, (2 * x + 6) * 2 + 1, call=call, given={"x": x}, mistakes=mistakes)


@pytest.mark.points(1)
def test_a_model_runs_again_and_again(nn, rng):
    """A model can run again and again, each layer once per call."""
    layers = [Affine(2.0, 1.0), Affine(3.0, 2.0)]
    model, first = nn.Sequential(*layers), sample(rng, 2)

    for x in (first, first + 20, first + 40):
        y = model.forward(Tensor(x))

        later = {
            "the layers are used up by the first call": x,
            "the result of the first call is remembered": (2 * first + 1) * 3 + 2,
        }
        expected, mistakes = (2 * x + 1) * 3 + 2, {} if x is first else later
        assert_returns(y, expected, call="model.forward(x)", given={"x": x}, mistakes=mistakes)
    runs, told = [layer.runs for layer in layers], "In three calls the layers ran {} times, not {}."
    assert_value(runs, [3, 3], told=told, mistakes={"a layer runs twice in a call": [6, 6]})


@pytest.mark.points(1)
def test_parameters_can_be_asked_for_again(nn):
    """The parameters are gathered anew each time."""
    a, b = Affine(2.0, 1.0), Affine(4.0, 3.0)
    model = nn.Sequential(a, nn.Sequential(ReLU(), b))
    model.parameters()

    before, a.scale = a.scale, Tensor(5.0)
    parameters = model.parameters()

    call = "model.parameters(), asked again after a was given another scale,"
    mistakes = {"the answer of an earlier time is remembered": {"the old a.scale": before}}
    assert_list(parameters, parameters_of(a=a, b=b), call=call, mistakes=mistakes)


@pytest.mark.points(1)
def test_two_models_share_nothing(nn, rng):
    """Two models keep their own layers."""
    x = sample(rng, 3)
    a, b, c, d = Affine(2.0, 1.0), Affine(3.0, 2.0), Affine(4.0, 3.0), Affine(5.0, 4.0)
    first, second = nn.Sequential(a, b), nn.Sequential(c, d)

    ab, cd = (2 * x + 1) * 3 + 2, (4 * x + 3) * 5 + 4
    mistakes = {
        "the models share one list of layers": (4 * ab + 3) * 5 + 4,
        "the layers of the last model run in all": cd,
    }
    for model, expected in [(first, ab), (second, cd)]:
        y = model.forward(Tensor(x))

        call, given = "forward(x) of one of two models", {"x": x}
        assert_returns(y, expected, call=call, given=given, mistakes=mistakes)


@pytest.mark.points(1)
def test_forward_leaves_its_input_alone(nn, rng):
    """Sequential does not change its input."""
    array = sample(rng, 3)
    x = Tensor(array)

    y = nn.Sequential(Affine(2.0, 1.0), Affine(3.0, 2.0)).forward(x)

    assert_unchanged(x, array, what="x", call="model.forward(x)")
    assert_returns(y, (2 * array + 1) * 3 + 2, call="model.forward(x)")
