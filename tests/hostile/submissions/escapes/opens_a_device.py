"""Opens a device that never ends."""


def escape():
    with open("/dev/zero", "rb") as file:
        return file.read(1) == bytes(1)
