"""``python -m tinytorch.course.site [OUT]``; ``--help`` tells more."""

import sys

from tinytorch.course.site.site_command import main

if __name__ == "__main__":
    sys.exit(main())
