"""forward stops its own process, which waits to be continued."""

import os
import signal

Linear.forward = lambda self, x: os.kill(os.getpid(), signal.SIGSTOP)
