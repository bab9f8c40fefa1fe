"""``python -m tinytorch.lab``: measure and draw what layers do; ``--help`` shows examples."""

import os
import sys

if __name__ == "__main__":
    # Times scatter less on one thread, above all where other programs run. NumPy reads these when
    # it is imported; whoever has set them keeps what is set.
    for limit in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"):
        os.environ.setdefault(limit, "1")
    try:
        from tinytorch.lab.lab_command import main
    except ModuleNotFoundError as error:
        sys.exit(f"The laboratory needs {error.name}: start it with `python3 -m nox -s lab`.")
    sys.exit(main())
