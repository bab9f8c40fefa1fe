"""forward sends its own process SIGKILL."""

import os
import signal

Linear.forward = lambda self, x: os.kill(os.getpid(), signal.SIGKILL)
