"""The wire: values cross bit by bit, and no bytes whatever do more harm than raise WireError."""

import random
import tracemalloc
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from tinytorch.grading.run.isolation import wire

EXAMPLES = settings.default.max_examples  # far more where everything is tested

DTYPES = ["|b1", "|i1", "|u1", "<i2", ">i4", "<i8", ">u2", "<u8", "<f2", ">f4", "<f4", "<f8", "<c8"]

leaves = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**2000), 2**2000),
    st.floats(),
    st.text(st.characters(codec=None, exclude_categories=())),
    st.binary(),
    st.sampled_from(DTYPES).flatmap(
        lambda dtype: arrays.arrays(dtype, arrays.array_shapes(min_dims=0, min_side=0, max_dims=4))
    ),
    st.builds(wire.Ref, st.sampled_from(["test", "worker"]), st.integers(0, 2**32 - 1), st.text()),
    st.builds(wire.Provided, st.text()),
)
values = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=5),
        st.lists(inner, max_size=5).map(tuple),
        st.dictionaries(st.one_of(st.text(), st.integers()), inner, max_size=5),
        st.builds(wire.TensorValue, st.just("worker"), st.integers(0, 99), inner),
        st.builds(wire.ArrayValue, st.integers(0, 99), inner),
    ),
    max_leaves=12,
)


def bits(value: Any) -> Any:
    """Return something that is equal only for values alike to the last bit."""
    if isinstance(value, np.ndarray | np.generic):
        array = np.asarray(value)
        return type(value) is np.ndarray, array.dtype.str, array.shape, array.tobytes()
    if isinstance(value, float):
        return value.hex(), np.float64(value).tobytes()
    if isinstance(value, list | tuple):
        return type(value), [bits(item) for item in value]
    if isinstance(value, dict):
        return [(bits(key), bits(item)) for key, item in value.items()]
    if isinstance(value, wire.TensorValue | wire.ArrayValue):
        return type(value), value.number, bits(value.data)
    return type(value), value


def decoded(frame: bytes) -> Any:
    """Return what a frame carries, or None where it carries nothing."""
    try:
        return wire.decode(frame)
    except wire.WireError:
        return None


@given(values)
def test_values_come_back_to_the_bit(value: Any) -> None:
    assert bits(wire.decode(wire.encode(value))) == bits(value)


@pytest.mark.parametrize(
    "number",
    [
        float("inf"),
        -0.0,
        np.float32(-0.0),
        np.array(0x7FC12345, "<u4").view("<f4")[()],  # a NaN with a payload
        np.array(0x7FF800000000ABCD, "<u8").view("<f8")[()],
    ],
)
def test_special_numbers_keep_their_bits(number: Any) -> None:
    assert bits(wire.decode(wire.encode(number))) == bits(number)


@pytest.mark.parametrize(
    "array",
    [
        np.array(1.5),
        np.zeros((0, 3), np.float32),
        np.zeros((2, 0, 5)),
        np.asfortranarray(np.arange(6.0).reshape(2, 3)),
        np.arange(10)[::-2],
        np.arange(4, dtype=">f4"),
        np.broadcast_to(np.float32(1), (3, 4)),
    ],
    ids=["0-d", "empty", "empty inside", "Fortran", "strided", "big-endian", "broadcast"],
)
def test_arrays_of_any_layout_keep_shape_type_and_bits(array: Any) -> None:
    back = wire.decode(wire.encode(array))

    assert (back.dtype.str, back.shape, back.tobytes()) == (
        array.dtype.str,
        array.shape,
        array.tobytes(),
    )
    assert not back.flags.writeable


@pytest.mark.parametrize(
    "value",
    [
        object(),
        {1, 2},
        np.array([None]),
        np.array(["text"]),
        np.zeros(2, "M8[s]"),
        2**9000,
        range(3),
    ],
    ids=["object", "set", "objects", "texts", "dates", "large integer", "range"],
)
def test_what_does_not_cross_is_refused(value: Any) -> None:
    with pytest.raises(wire.WireError):
        wire.encode(value)


@settings(max_examples=5 * EXAMPLES)
@given(st.binary(max_size=300))
def test_arbitrary_bytes_raise_nothing_else(frame: bytes) -> None:
    decoded(frame)


@settings(max_examples=5 * EXAMPLES)
@given(values, st.randoms(use_true_random=False))
def test_damaged_frames_raise_nothing_else(value: Any, chance: random.Random) -> None:
    frame = bytearray(wire.encode(value))
    for _ in range(chance.randint(1, 4)):
        place = chance.randrange(len(frame))
        frame[place : place + chance.randint(0, 2)] = chance.randbytes(chance.randint(0, 3))
        frame = frame or bytearray(b"N")

    decoded(bytes(frame))


@settings(max_examples=2 * EXAMPLES)
@given(st.sampled_from([b"l", b"t", b"m", b"s", b"b", b"i", b"a", b"x"]), st.binary(max_size=64))
def test_no_frame_costs_much_more_than_its_length(tag: bytes, rest: bytes) -> None:
    frame = tag + b"\xff\xff\xff\xff" + rest
    tracemalloc.start()

    decoded(frame)

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 64 * 1024


@pytest.mark.parametrize(
    "frame",
    [
        b"l\x00\x00\x00\x01" * (wire.MAX_DEPTH + 2) + b"N",
        b"l" + (wire.MAX_ITEMS + 1).to_bytes(4, "big") + b"N" * (wire.MAX_ITEMS + 1),
        b"m" + (wire.MAX_KEYS + 1).to_bytes(4, "big") + b"N" * (2 * wire.MAX_KEYS + 2),
        b"i" + (wire.MAX_INT + 1).to_bytes(4, "big") + bytes(wire.MAX_INT + 1),
        b"i\x00\x00\x00\x00",
        b"a\x00\x00\x00\x03<f4" + bytes([33]) + bytes(8 * 33),
        b"a\x00\x00\x00\x02|O\x00" + bytes(8),
        b"a\x00\x00\x00\x03<f4\x02" + bytes(8) + b"\xff" * 8,
        b"c\x00\x00\x00\x03<f4\x01" + (1).to_bytes(8, "big") + bytes(4),
        b"n\x01" + wire.encode(np.zeros(64, ">f8")),
        b"n\x00" + wire.encode(np.zeros((8, 8))),
        b"n\x00" + wire.encode(np.zeros(wire.MAX_NUMBERS + 1, np.int8)),
        b"s\x00\x00\x00\x01\xff",
        b"r\x02\x00\x00\x00\x00N",
        b"r\x00\x00\x00\x00\x00N",
        b"NN",
        b"",
        b"\x80\x04K\x01.",
    ],
    ids=[
        "depth", "items", "keys", "integer", "no integer", "dimensions", "dtype", "shape",
        "scalar", "numbers", "no row", "how many", "text", "side", "name",
        "two values", "nothing", "pickle",
    ],
)  # fmt: skip
def test_limits_hold(frame: bytes) -> None:
    with pytest.raises(wire.WireError):
        wire.decode(frame)


@pytest.mark.parametrize(
    "value",
    [[None] * (wire.MAX_ITEMS + 1), [0.5] * (wire.MAX_NUMBERS + 1)],
    ids=["items", "numbers"],
)
def test_too_many_values_are_noticed_where_they_are_sent(value: Any) -> None:
    with pytest.raises(wire.WireError, match="a message holds too many values"):
        wire.encode(value)


@settings(max_examples=EXAMPLES // 4)
@given(
    st.sampled_from(
        [st.floats(), st.integers(-(2**64), 2**64), st.floats(width=32).map(np.float32)]
    )
    .flatmap(lambda numbers: st.lists(numbers, min_size=1, max_size=3))
    .map(lambda few: few * 64)
)
def test_many_numbers_come_back_to_the_bit(value: Any) -> None:
    assert bits(wire.decode(wire.encode(value))) == bits(value)


def test_a_matrix_as_a_list_of_lists_crosses() -> None:
    rows = np.arange(200_000.0).reshape(1000, 200).tolist()

    assert wire.decode(wire.encode(rows)) == rows


def test_a_frame_may_be_so_long_and_no_longer() -> None:
    longest = bytes(wire.MAX_FRAME - 5)

    assert wire.decode(wire.encode(longest)) == longest
    with pytest.raises(wire.WireError):
        wire.encode(longest + b".")
    with pytest.raises(wire.WireError):
        wire.decode(bytes(wire.MAX_FRAME + 1))
