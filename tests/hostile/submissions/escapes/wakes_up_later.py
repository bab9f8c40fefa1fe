"""Sets an alarm, whose handler would run in the middle of the grader's own code."""

import signal


def escape():
    signal.signal(signal.SIGALRM, lambda *arguments: None)
    signal.setitimer(signal.ITIMER_REAL, 3600)
    return signal.getitimer(signal.ITIMER_REAL)[0] > 0
