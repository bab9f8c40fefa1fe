"""forward raises an error that says it comes from a file of the grader's."""


def forward(self, x):
    place = ("/etc/passwd", 1), ("../../solutions/02_linear/linear.py", 3), ("", -1)
    send("error", question(), [], "ValueError", "mine", "ValueError", place[len(x.shape) % 3], None)


Linear.forward = forward
