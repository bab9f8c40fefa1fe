import os
import random
import struct

import numpy as np

WORDS = (
    "forward", "parameters", "data", "weight", "layers", "call", "get", "copy", "deepcopy",
    "__class__", "ValueError", "AssertionError", "TODO 2.2", "Tensor", "", "\ud800", "x" * 5000,
)  # fmt: skip
DRAW = random.Random(SEED)


def thing(depth=0):
    """Return a value of the wire, right or not."""
    number = DRAW.choice((0, 1, 2, 7, 10**6, 2**32 - 1))
    leaves = (
        lambda: DRAW.choice((None, True, False, 0, -1, 2**70, 0.0, float("nan"), b"\0", *WORDS)),
        lambda: np.zeros(DRAW.choice(((), (0,), (2, 2), (3, 2), (1, 300))), np.float32),
        lambda: np.ones((2, 2), DRAW.choice((np.float64, np.int8, np.complex64, np.bool_))),
        lambda: wire.Ref(DRAW.choice(("test", "worker")), number, DRAW.choice(WORDS)),
        lambda: wire.Provided(DRAW.choice(("ReLU", "Softmax", "nothing"))),
    )
    if depth > 3 or DRAW.random() < 0.6:
        return DRAW.choice(leaves)()
    inner = [thing(depth + 1) for _ in range(DRAW.randrange(4))]
    return DRAW.choice(
        (
            lambda: inner,
            lambda: tuple(inner),
            lambda: {str(each): each for each in inner},
            lambda: wire.TensorValue(DRAW.choice(("test", "worker")), number, thing(depth + 1)),
            lambda: wire.ArrayValue(number, thing(depth + 1)),
        )
    )()


def edits():
    count = DRAW.choice((0, 0, 0, 1, 3))
    return [(DRAW.randrange(6), DRAW.random() < 0.5, thing()) for _ in range(count)]


def other(message):
    """Return a message in the place of one: like it, half like it, or like another."""
    number = DRAW.choice((message[1], message[1], message[1], 0, -1, True, None))
    word = DRAW.choice(WORDS)
    return DRAW.choice(
        (
            lambda: ("result", number, edits(), thing()),
            lambda: (
                "error",
                number,
                edits(),
                word,
                word,
                word,
                DRAW.choice((None, thing())),
                None,
            ),
            lambda: ("callback", 1, edits(), word, DRAW.randrange(9), word, (thing(),), {}),
            lambda: ("forgotten", number),
            lambda: ("ready", wire.VERSION, [word]),
            lambda: message[: DRAW.randrange(len(message))],
            lambda: (*message, thing()),
            thing,
        )
    )()


def flipped(content):
    content = bytearray(content)
    for _ in range(DRAW.randrange(1, 9)):
        content[DRAW.randrange(len(content))] ^= 1 << DRAW.randrange(8)
    return bytes(content)


def say(message):
    """Send what was to be sent, or something else, or more, or less."""
    kind = DRAW.random()
    content = wire.encode(message)
    if kind < 0.15:
        try:
            content = wire.encode(other(message))
        except wire.WireError:
            pass
    elif kind < 0.25:
        content = flipped(content)
    frame = struct.pack(">I", len(content)) + content
    if kind > 0.99:
        frame = frame[: DRAW.randrange(len(frame))]
    elif kind > 0.96:
        frame += DRAW.randbytes(DRAW.randrange(40))
    elif kind > 0.94:
        frame *= 2
    write(frame)
    if kind > 0.995:
        os._exit(0)


if worker is not None:
    worker._send = say
