"""What the trusted side and the prepared parent say to each other; no student code hears it."""

from __future__ import annotations

import struct

#: What is asked of the prepared parent: verb, number of the worker.
REQUEST = struct.Struct(">cI")
#: What it answers: number of the worker, and how it ended (an exit code, or minus a signal) or
#: what was asked for.
REPLY = struct.Struct(">Ii")
FORK, KILL = b"f", b"k"
MISSED = b"m"  #: asks for the milliseconds in which a worker could not run since it was forked
DROP = b"d"  #: a kill that nobody waits for, and that is not answered
JOIN = b"j"  #: brings a socket on which another process of the trusted side asks
