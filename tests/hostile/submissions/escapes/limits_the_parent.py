"""Gives its parent a new limit (the one that it has)."""

import os
import resource


def escape():
    parent, kind = os.getppid(), resource.RLIMIT_NOFILE
    return resource.prlimit(parent, kind, resource.prlimit(parent, kind))
