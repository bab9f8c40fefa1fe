"""forward sends half an answer, and waits."""

import threading


def forward(self, x):
    write(framed(("result", question(), [], None))[:10])
    threading.Event().wait()


Linear.forward = forward
