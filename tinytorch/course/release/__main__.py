"""``python -m tinytorch.course.release [OUT]``; ``--help`` tells more."""

import sys

from tinytorch.course.release.release_command import main

if __name__ == "__main__":
    sys.exit(main())
