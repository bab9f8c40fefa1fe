"""forward reports an exception with fifty million invisible characters."""


def forward(self, x):
    text = "\x00" * 50_000_000
    send("error", question(), [], "ValueError", text, text[:1_000_000], None, None)
    raise SystemExit


Linear.forward = forward
