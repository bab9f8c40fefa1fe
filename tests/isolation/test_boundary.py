"""Ordinary test code works unchanged in both modes; these are such tests."""

from typing import Any

import numpy as np
import pytest

from tinytorch.core.activations import ReLU, Softmax
from tinytorch.core.tensor import Tensor


def test_layers_are_constructed_by_position_and_by_name(nn: Any) -> None:
    assert nn.Linear(2, 3).weight.shape == (2, 3)
    assert nn.Linear(out_features=3, in_features=2, bias=False).bias is None


def test_parameters_are_set_and_read_through_data(nn: Any) -> None:
    layer = nn.Linear(2, 2)

    layer.weight.data = np.eye(2)
    layer.bias.data = [1.0, 2.0]

    assert layer.weight.data.dtype == np.float32
    assert layer.weight.data.tolist() == [[1, 0], [0, 1]]
    assert layer.forward(Tensor([[3.0, 4.0]])).data.tolist() == [[4, 6]]


def test_what_is_assigned_is_copied(nn: Any) -> None:
    layer, weight = nn.Linear(2, 2), np.eye(2, dtype=np.float32)
    layer.weight.data = weight

    weight[...] = 7

    assert layer.weight.data.tolist() == [[1, 0], [0, 1]]


def test_identity_is_kept(nn: Any) -> None:
    layer = nn.Linear(2, 2)
    x = Tensor([1.0])

    assert layer.parameters()[0] is layer.weight
    assert layer.parameters()[1] is layer.bias
    assert nn.Linear(2, 2).weight is not layer.weight
    assert nn.Dropout(0.0).forward(x) is x


def test_errors_are_raised_as_their_builtin_kind(nn: Any) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        nn.Dropout(2)
    with pytest.raises(AttributeError):
        _ = nn.Linear(2, 2).wieght
    with pytest.raises(TypeError):
        nn.Linear()


@pytest.mark.student(
    sequential="""
class Sequential:
    def __init__(self, layers):
        self.layers = layers
    def forward(self, x):
        self.layers.reverse()
        return x
    def parameters(self):
        return self.layers[0].parameters()
    def grow(self):
        self.layers[0].parameters().append(3)
"""
)
def test_what_student_code_does_to_a_list_of_the_tests_is_seen(nn: Any) -> None:
    class Keeping:
        def __init__(self, *own):
            self.own = list(own)

        def forward(self, x):
            return x

        def parameters(self):
            return self.own

    a, b = Keeping(1), Keeping(2)
    layers = [a, b]
    model = nn.Sequential(layers)

    model.grow()
    model.forward(Tensor([1.0]))

    assert a.own == [1, 3]
    assert layers == [b, a]
    assert model.parameters() == [2]
    layers.append(a)
    assert nn.Sequential(layers).parameters() == [2]


@pytest.mark.student(
    linear="""
class Linear:
    kept = []
    def parameters(self):
        return self.kept
    def forward(self):
        return len(self.kept)
"""
)
def test_a_list_that_is_kept_shows_what_was_appended_to_it(nn: Any) -> None:
    nn.Linear().parameters().append(Tensor([1.0]))

    assert len(nn.Linear().parameters()) == 1
    assert nn.Linear().forward() == 1


@pytest.mark.student(
    linear="""
class Linear:
    kept = []
    def parameters(self):
        self.kept[:] = [1, 2]
        return self.kept
"""
)
def test_a_list_that_was_returned_shows_what_has_become_of_it(nn: Any) -> None:
    given = nn.Linear().parameters()
    given.append(3)
    assert list(iter(given)) == [1, 2, 3]

    nn.Linear().parameters()

    assert list(iter(given)) == [1, 2]


@pytest.mark.student(
    layer="""
class Layer:
    def __call__(self, *args, **kwargs):
        return self.forward(*args, **kwargs)
    def parameters(self, kept=[]):
        return kept
"""
)
def test_a_layer_of_the_tests_inherits_such_a_list(nn: Any) -> None:
    class Plain(nn.Layer):
        def forward(self, x):
            return x

    Plain().parameters().append(Tensor([1.0]))

    assert len(Plain().parameters()) == 1


@pytest.mark.student(
    linear="class Bad(ValueError): ...\nclass Linear:\n    def forward(self): raise Bad"
)
def test_a_students_own_error_is_its_nearest_builtin_kind(nn: Any) -> None:
    with pytest.raises(ValueError, match=r"^$"):
        nn.Linear().forward()


def test_a_layer_of_the_tests_can_inherit_from_the_students(nn: Any) -> None:
    class Scale(nn.Layer):
        def __init__(self, factor):
            super().__init__()
            self.factor = factor

        def forward(self, x, shift=0.0):
            return x * self.factor + shift

    layer = Scale(3.0)

    assert layer(Tensor([1.0]), shift=1.0).data.tolist() == [4]
    assert layer.parameters() == []
    assert layer.factor == 3.0
    with pytest.raises(TypeError):
        layer(Tensor([1.0]), shfit=1.0)


class Noted:
    def __init__(self):
        self.told = []

    def forward(self, x, dim=-1, *, training):
        self.told.append((dim, training))
        return x

    def parameters(self):
        return []


def test_a_plain_layer_of_the_tests_is_called_back(nn: Any) -> None:
    layer, x = Noted(), Tensor([1.0])

    y = nn.Sequential(layer, ReLU(), layer, Softmax()).forward(x, training=False)

    assert layer.told == [(-1, False), (-1, False)]
    assert y.data.tolist() == [1]


def test_layers_of_the_tests_come_back_as_themselves(nn: Any) -> None:
    layer = Noted()
    model = nn.Sequential(layer)

    assert model.layers[0] is layer


@pytest.mark.student(
    sequential="""
    import inspect

    class Sequential:
        def __init__(self, layer):
            signature = inspect.signature(layer.forward)
            self.signature = str(signature)
            self.kinds = [each.kind.name for each in signature.parameters.values()]
            code = layer.forward.__code__
            self.names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
            self.count = code.co_argcount
            self.kind = type(layer).__name__
            self.layer = layer

        def fails(self):
            try:
                self.layer.forward()
            except TypeError as error:
                return str(error)
    """
)
def test_a_layer_of_the_tests_shows_its_signature(nn: Any) -> None:
    model = nn.Sequential(Noted())

    assert model.signature.replace("dim=-1", "dim=…") == "(x, dim=…, *, training)"
    assert model.kinds == ["POSITIONAL_OR_KEYWORD", "POSITIONAL_OR_KEYWORD", "KEYWORD_ONLY"]
    assert model.names == ("self", "x", "dim", "training")
    assert model.count == 3
    assert model.kind == "Noted"
    assert "missing 1 required positional argument: 'x'" in model.fails()


RESULTS = """
import numpy as np
from tinytorch.core.tensor import Tensor

VALUES = {
    "none": None, "true": True, "large": 2**70, "float": 0.1, "text": "über", "bytes": b"\\xff",
    "tuple": (1, [2, {"three": 3.0}]), "array": np.arange(6).reshape(2, 3),
    "scalar": np.float32(0.1), "tensor": Tensor([[1.5]]), "inf": float("-inf"), "empty": [],
}

class Linear:
    def get(self, name):
        return VALUES[name]
"""


@pytest.mark.student(linear=RESULTS)
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("none", None), ("true", True), ("large", 2**70), ("float", 0.1), ("text", "über"),
        ("bytes", b"\xff"), ("tuple", (1, [2, {"three": 3.0}])), ("inf", float("-inf")),
        ("empty", []), ("scalar", np.float32(0.1)),
    ],
)  # fmt: skip
def test_builtin_values_come_back_with_their_types(nn: Any, name: str, expected: Any) -> None:
    result = nn.Linear().get(name)

    assert type(result) is type(expected)
    assert result == expected


@pytest.mark.student(linear=RESULTS)
def test_arrays_and_tensors_come_back_as_what_they_are(nn: Any) -> None:
    array, tensor = nn.Linear().get("array"), nn.Linear().get("tensor")

    assert type(array) is np.ndarray
    assert array.tolist() == [[0, 1, 2], [3, 4, 5]]
    assert isinstance(tensor, Tensor)
    assert tensor.data.tolist() == [[1.5]]


@pytest.mark.student(
    sequential="""
    import copy
    class Sequential:
        def __init__(self, *layers):
            self.layers = [copy.copy(layers[0]), *copy.deepcopy(layers)]
            self.layers[1].own = 1
        def parameters(self):
            return [layer.weight for layer in self.layers]
        def forward(self, x):
            for layer in self.layers:
                x = layer.forward(x)
            return x
    """
)
def test_a_layer_of_the_tests_can_be_copied(nn: Any) -> None:
    class Scaled:
        def __init__(self) -> None:
            self.weight = Tensor([2.0])
            self.seen: list[float] = []

        def forward(self, x: Tensor) -> Tensor:
            self.seen.append(x.data.item())
            return x * self.weight

    layer = Scaled()
    model = nn.Sequential(layer)
    shallow, deep = model.parameters()

    assert shallow is layer.weight
    assert deep is not layer.weight
    layer.weight.data = [3.0]
    assert model.forward(Tensor([1.0])).data.tolist() == [6]  # 1 * 3 * 2
    assert layer.seen == [1]  # a shallow copy shares the list, a deep one has its own


def test_a_callback_may_call_the_student_again(nn: Any) -> None:
    inner = nn.Linear(2, 2)
    inner.weight.data, inner.bias.data = np.eye(2), [1.0, 1.0]

    class Around(nn.Layer):
        def forward(self, x):
            return inner.forward(x) * 2.0

    y = nn.Sequential(Around(), nn.Sequential(Around())).forward(Tensor([1.0, 2.0]))

    assert y.data.tolist() == [10, 14]


class Custom(LookupError):
    pass


@pytest.mark.student(
    sequential="""
    class Sequential:
        def __init__(self, layer):
            self.layer, self.seen = layer, None

        def forward(self, x):
            try:
                return self.layer.forward(x)
            except LookupError as error:
                self.seen = str(error)
                raise
    """
)
def test_an_error_of_the_tests_passes_through_the_students_code(nn: Any) -> None:
    raised = Custom("nothing there")

    class Failing:
        def forward(self, x):
            raise raised

        def parameters(self):
            return []

    model = nn.Sequential(Failing())
    with pytest.raises(Custom) as caught:
        model.forward(Tensor([1.0]))

    assert caught.value is raised
    assert model.seen == "nothing there"


@pytest.mark.student(
    linear="""
    class Linear:
        def double(self, x):
            x.data[...] *= 2

        def replace(self, x):
            x.data = [7.0, 8.0, 9.0]

        def double_array(self, array):
            array *= 2
    """
)
def test_what_the_student_changes_is_seen_to_have_changed(nn: Any) -> None:
    layer, x, array = nn.Linear(), Tensor([1.0, 2.0]), np.array([1, 2])

    layer.double(x)
    layer.double_array(array)

    assert x.data.tolist() == [2, 4]
    assert array.tolist() == [2, 4]
    layer.replace(x)
    assert x.data.tolist() == [7, 8, 9]


def test_what_the_test_changes_is_seen_by_the_student(nn: Any) -> None:
    layer, x = nn.Linear(2, 1), Tensor([[1.0, 2.0]])
    layer.weight.data, layer.bias.data = [[1.0], [1.0]], [0.0]
    layer.forward(x)

    x.data[...] = [[3.0, 4.0]]

    assert layer.forward(x).data.tolist() == [[7]]


def test_attributes_can_be_set(nn: Any) -> None:
    layer = nn.Linear(2, 2)

    layer.note = ("mine", 3)

    assert layer.note == ("mine", 3)


@pytest.mark.filterwarnings("default")
@pytest.mark.student(
    linear="""
    import warnings
    warnings.warn("old", DeprecationWarning)

    class Linear:
        def forward(self):
            warnings.warn("odd")
            return 3
    """
)
def test_warnings_of_the_students_code_fail_nothing(nn: Any) -> None:
    assert nn.Linear().forward() == 3


@pytest.mark.student(layer="class Layer:\n    def __init_subclass__(cls):\n        raise TypeError")
def test_a_layer_unfit_for_a_base_is_replaced_for_the_others(nn: Any) -> None:
    assert nn.Linear(2, 3).weight.shape == (2, 3)
    with pytest.raises(TypeError):
        _ = nn.Layer


@pytest.mark.student(
    layer="class Layer:\n    def __setattr__(self, *each):\n        raise AttributeError"
)
def test_a_layer_that_keeps_nothing_is_replaced_for_the_others(nn: Any) -> None:
    assert nn.Linear(2, 3).weight.shape == (2, 3)
