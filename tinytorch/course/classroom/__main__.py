"""``python -P -m tinytorch.course.classroom SUBMISSIONS``; ``--help`` shows examples."""

import sys

if __name__ == "__main__":  # the processes that grade import this module, too
    from tinytorch.grading.__main__ import leave_working_folder

    leave_working_folder()
    from tinytorch.course.classroom.class_command import main

    sys.exit(main())
