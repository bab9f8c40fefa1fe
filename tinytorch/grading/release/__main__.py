"""``python -m tinytorch.grading.release [OUT]``; ``--help`` tells more."""

import sys

from tinytorch.grading.release.command import main

if __name__ == "__main__":
    sys.exit(main())
