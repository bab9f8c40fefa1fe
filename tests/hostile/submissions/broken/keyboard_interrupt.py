"""forward raises what the keys Ctrl and C raise."""


def forward(self, x):
    raise KeyboardInterrupt


Linear.forward = forward
