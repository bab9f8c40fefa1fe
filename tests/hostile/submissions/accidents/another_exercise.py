"""The file holds the answer to another exercise."""


class Dropout:
    def forward(self, x):
        return x
