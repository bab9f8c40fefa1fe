"""Says twice that it has forgotten a test, so that the second time is for the next one."""

if worker is not None:
    plain = worker._send

    def twice(message):
        plain(message)
        if message[0] == "forgotten":
            plain(("forgotten", message[1] + 1))

    worker._send = twice
