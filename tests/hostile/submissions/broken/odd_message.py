"""forward raises an exception that would move a cursor, turn a line around and end a string."""


def forward(self, x):
    raise ValueError("\x1b[2J\x1b]0;title\x07 \u202efdp\u2066 \x00 \ud800 \u2028 \r\n\t\x85 \U000e0001")


Linear.forward = forward
