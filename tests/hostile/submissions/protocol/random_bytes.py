"""forward writes random bytes into the pipe."""

Linear.forward = lambda self, x: write(b"\xff" + os.urandom(4096))
