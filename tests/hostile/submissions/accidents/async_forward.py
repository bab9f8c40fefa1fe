"""forward was made asynchronous, as a blog about speed has advised."""


async def forward(self, x):
    return x @ self.weight


Linear.forward = forward
