"""forward blocks all signals, then never returns."""

import signal


def forward(self, x):
    signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    while True:
        pass


Linear.forward = forward
