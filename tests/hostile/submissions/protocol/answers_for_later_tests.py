"""Sends the answer to the first question of the next test together with that of this one."""

forget = worker._forget if worker is not None else None


def forgetting():
    forget()
    send("result", worker._callbacks + 1, [], None)


if worker is not None:
    worker._forget = forgetting
