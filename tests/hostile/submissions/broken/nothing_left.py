"""The file takes away everything that it defined."""

globals().clear()
