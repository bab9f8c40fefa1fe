"""forward is lost in a regular expression, whose C code answers no signal."""

import re

Linear.forward = lambda self, x: re.match("(a+)+$", "a" * 60 + "b")
