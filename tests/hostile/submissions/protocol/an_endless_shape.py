"""forward returns no numbers at all, of a shape with more rows than there are addresses."""

import struct

import numpy as np


def forward(self, x):
    empty = np.zeros((0, 1, 1), np.float32)
    content = wire.encode(("result", question(), [], wire.TensorValue("worker", 1000, empty)))
    shape = struct.pack(">QQQ", 0, 2**62, 2**62)
    write_frame(content.replace(struct.pack(">QQQ", 0, 1, 1), shape))


Linear.forward = forward
