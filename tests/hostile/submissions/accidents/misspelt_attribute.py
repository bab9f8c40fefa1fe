"""forward looks for an attribute under another name than the one it was given."""


def forward(self, x):
    return x @ self.wieght


Linear.forward = forward
