"""The frame of a message: its length, then the bytes that `wire` makes."""

from __future__ import annotations

import struct

HEADER = struct.Struct(">I")
MAX_FRAME = 64 * 2**20  #: bytes; the largest graded array is 4 MB


class WireError(Exception):
    """A message is malformed, too large or too deep."""
