"""``python -m tinytorch.grading``: grade the exercises; ``--help`` shows examples.

``-m`` puts the working folder first on the import path. Where that folder is a submission, its
modules must not stand in for the grader's, so it goes before anything else is imported. Whoever
grades submissions of others starts Python with ``-P`` as well, which leaves no gap at all.
"""

import os
import sys


def leave_working_folder() -> None:
    """Take the working folder off the import path, unless it is the grader's own checkout."""
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))  # noqa: PTH100, PTH120 - before pathlib
    working = os.path.realpath(os.curdir)
    if working != os.path.realpath(root):
        sys.path[:] = [entry for entry in sys.path if os.path.realpath(entry) != working]


if __name__ == "__main__":
    leave_working_folder()
    try:
        from tinytorch.grading.command_line import leave
        from tinytorch.grading.grade_command import main
    except Exception as error:  # noqa: BLE001 - one of the course's own files was changed
        problem = f"The grader cannot be loaded ({type(error).__name__}: {error})"
        print(f"{problem}: put its files back with: git checkout -- tinytorch", file=sys.stderr)
        sys.exit(2)
    leave(main())
