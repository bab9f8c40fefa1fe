"""The file takes away builtin functions that everything else needs."""

import builtins

del builtins.len, builtins.isinstance, builtins.getattr, builtins.__import__
