"""``python -m tinytorch.grading.watch``: grade on each save, and say what to do next.

Three things happen at once and meet in one queue of events (`loop`): files change (`changes`), keys
are pressed (`keys`), and a process that stays warm grades (`warm_grader`). `standing` says
what is shown then, and `display` shows it.
"""
