"""No layer, the same layer twice, containers in containers, repeated calls, and errors."""

import pytest

from tinytorch.core.activations import ReLU
from tinytorch.core.tensor import Tensor
from tinytorch.testing import (
    Affine,
    Failing,
    Keeping,
    Noise,
    assert_list,
    assert_new_list,
    assert_returns,
    assert_same_items,
    assert_unchanged,
    assert_value,
    parameters_of,
    raises,
    run,
    sample,
    sequential,
)
from tinytorch.testing.mistakes.sequential import (
    SWALLOWED,
    TOLD_MISTAKES,
    memory_mistakes,
    place_mistakes,
    sharing_mistakes,
)


@pytest.mark.points(1)
def test_an_empty_container_returns_its_input(nn, rng):
    """Without layers, forward returns x."""
    x = sample(rng, 3)

    y = sequential(nn).forward(Tensor(x))

    assert_returns(y, x, call="Sequential().forward(x)")


@pytest.mark.points(1)
def test_an_empty_container_has_no_parameters(nn):
    """Without layers, the list of parameters is empty."""
    parameters = sequential(nn).parameters()

    assert_list(parameters, {}, call="Sequential().parameters()")


@pytest.mark.points(1)
def test_containers_nest(nn, rng):
    """A Sequential runs the Sequentials inside it."""
    x, a, b, c = sample(rng, 3), Affine(2.0, 1.0), Affine(3.0, 2.0), Affine(4.0, 3.0)

    y = run(sequential(nn, sequential(nn, a, b), c), x)

    call = "Sequential(Sequential(a, b), c).forward(x)"
    assert_returns(y, c.of(b.of(a.of(x))), call=call, given={"x": x})


@pytest.mark.points(1)
def test_parameters_of_nested_containers_are_found(nn):
    """The parameters of nested Sequentials are found."""
    a, b, c = Affine(2.0, 1.0), Affine(4.0, 3.0), Affine(6.0, 5.0)
    model = sequential(nn, a, sequential(nn, ReLU(), sequential(nn, b, c)))

    parameters = model.parameters()

    call = "Sequential(a, Sequential(ReLU(), Sequential(b, c))).parameters()"
    assert_list(parameters, parameters_of(a=a, b=b, c=c), call=call)


@pytest.mark.points(1)
def test_nested_containers_hand_the_flag_on(nn):
    """A Sequential hands training on to those inside it."""
    noise, relu = Noise(), ReLU()
    model = sequential(nn, relu, sequential(nn, relu, sequential(nn, noise, relu)))

    model.forward(Tensor([1.0, 2.0]), training=False)

    call = "model.forward(x, training=False) called a layer two containers below"
    told = f"{call} with training = {{}}; it should be called once, with {{}}."
    assert_value(noise.told, [False], told=told, mistakes=TOLD_MISTAKES)


@pytest.mark.points(1)
def test_the_same_layer_may_stand_in_two_places(nn, rng):
    """A layer that stands in two places runs twice."""
    x, a, b = sample(rng, 3), Affine(2.0, 1.0), Affine(1.0, 5.0)

    y = run(sequential(nn, a, b, a), x)

    call, mistakes = "Sequential(a, b, a).forward(x)", place_mistakes(x, a.of, b.of)
    assert_returns(y, a.of(b.of(a.of(x))), call=call, given={"x": x}, mistakes=mistakes)


@pytest.mark.points(1)
def test_a_model_runs_again_and_again(nn, rng):
    """Each call of a Sequential runs its whole row once."""
    a, b, first = Affine(2.0, 1.0), Affine(3.0, 2.0), sample(rng, 2)
    model = sequential(nn, a, b)

    for x in (first, first + 20, first + 40):
        y = run(model, x)

        mistakes = {} if x is first else memory_mistakes(x, b.of(a.of(first)))
        expected, call = b.of(a.of(x)), "model.forward(x)"
        assert_returns(y, expected, call=call, given={"x": x}, mistakes=mistakes)
    told, twice = "In three calls the layers ran {} times, not {}.", "a layer runs twice in a call"
    assert_value([a.runs, b.runs], [3, 3], told=told, mistakes={twice: [6, 6]})


@pytest.mark.points(1)
def test_an_error_in_a_layer_reaches_the_caller(nn):
    """An error that a layer raises reaches the caller."""
    failing = Failing()
    model = sequential(nn, Affine(2.0, 1.0), failing)

    for error in (TypeError, AttributeError):
        failing.errors.append(error("this layer fails once"))
        call = f"model.forward(x), where a layer raises {error.__name__},"
        with raises(error, call=call, mistake=SWALLOWED):
            model.forward(Tensor([1.0, 2.0]))


@pytest.mark.points(1)
def test_parameters_can_be_asked_for_again(nn):
    """Sequential keeps no list of parameters between calls."""
    a, b = Affine(2.0, 1.0), Affine(4.0, 3.0)
    model = sequential(nn, a, sequential(nn, ReLU(), b))
    model.parameters()

    before, a.scale = a.scale, Tensor(5.0)
    parameters = model.parameters()

    call = "model.parameters(), asked again after a was given another scale,"
    mistakes = {"the answer of an earlier time is remembered": {"the old a.scale": before}}
    assert_list(parameters, parameters_of(a=a, b=b), call=call, mistakes=mistakes)
    assert_new_list(model, call="model.parameters()")


@pytest.mark.points(1)
def test_the_lists_of_others_stay_as_they_are(nn):
    """Sequential changes no list that it is given."""
    none, one, two = Keeping(), Keeping(Tensor(1.0)), Keeping(Tensor(2.0))
    layers, kept = [none, one, two], (*one.own, *two.own)

    given = "the list that Sequential was given"
    model = nn.Sequential(layers)
    assert_same_items(layers, (none, one, two), what=given)
    model.forward(Tensor([1.0, 2.0]))
    assert_same_items(layers, (none, one, two), what=given)
    model.parameters()

    assert_same_items(layers, (none, one, two), what=given)
    for layer, own in ((none, ()), (one, kept[:1]), (two, kept[1:])):
        assert_same_items(layer.own, own, what="the list that parameters() of a layer returned")


@pytest.mark.points(1)
def test_two_models_share_nothing(nn, rng):
    """Two Sequentials keep their own layers."""
    x = sample(rng, 3)
    a, b, c, d = Affine(2.0, 1.0), Affine(3.0, 2.0), Affine(4.0, 3.0), Affine(5.0, 4.0)
    first, second = sequential(nn, a, b), sequential(nn, c, d)

    ab, cd = b.of(a.of(x)), d.of(c.of(x))
    for model, expected in [(first, ab), (second, cd)]:
        y = run(model, x)

        call, mistakes = "forward(x) of one of two models", sharing_mistakes(cd, d.of(c.of(ab)))
        assert_returns(y, expected, call=call, given={"x": x}, mistakes=mistakes)


@pytest.mark.points(1)
def test_forward_leaves_its_input_alone(nn, rng):
    """Sequential does not change its input."""
    array, a, b = sample(rng, 3), Affine(2.0, 1.0), Affine(3.0, 2.0)
    x, model = Tensor(array), sequential(nn, ReLU(), a, b)

    model.forward(x)

    assert_unchanged(x, array, what="x", call="model.forward(x)")
    y = model.forward(x)
    expected = b.of(a.of(array.clip(0)))
    assert_returns(y, expected, call="model.forward(x), a second time,", given={"x": array})
