"""Linear is built with Sequential, and Sequential with Linear."""

from tinytorch.core.layers import Sequential  # noqa: F401
