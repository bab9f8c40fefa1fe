"""Says that it has forgotten a test, and keeps everything, the classes included."""

if worker is not None:
    worker._forget = lambda: None
