"""The file forbids its process to open files and to write to any."""

import contextlib
import resource

for limit in (resource.RLIMIT_NOFILE, resource.RLIMIT_FSIZE):
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(limit, (0, 0))
