"""forward raises an exception whose class has a workflow command for a name."""

Odd = type("Odd\n::error file=test.py,line=1::broken by the grader\n##[error]", (ValueError,), {})


def forward(self, x):
    raise Odd("text\n::error::mine\r::set-output name=result::35")


Linear.forward = forward
