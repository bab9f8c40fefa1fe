"""The code that stands for a mistake: what was done, and nothing that tells by whom."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.classroom.references import reference
from tinytorch.course.classroom.examples import COLUMNS, LINES, code
from tinytorch.grading.model import EXERCISES

SOURCE = '''
"""By Ada."""

class Linear:  # of Ada
    """Mine.

    Ada's own.
    """

    def __init__(self, n):
        # Ada did this
        self.n = n  # "and" this

        self.text = "# stays"

    @property
    def half(self):
        """One half."""
        return self.n / 2

    def forward(self, x):
        \'\'\'y = x\'\'\'
        if x:
            # really
            return x

        return None
'''


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        (10, 'def __init__(self, n):\n    self.n = n\n    self.text = "# stays"'),
        (12, 'def __init__(self, n):\n    self.n = n\n    self.text = "# stays"'),
        (17, "def half(self):\n    return self.n / 2"),
        (25, "def forward(self, x):\n    if x:\n        return x\n    return None"),
        (2, ""),
        (10_000, "def forward(self, x):\n    if x:\n        return x\n    return None"),
    ],
)
def test_the_method_around_a_line_is_shown_bare(line, shown):
    assert code(SOURCE, line) == shown


@pytest.mark.parametrize("exercise", EXERCISES, ids=str)
def test_no_comment_and_no_docstring_of_the_reference_is_shown(exercise):
    source = reference(exercise)
    shown = "\n".join(code(source, n) for n in range(1, source.count("\n") + 1))

    assert "return" in shown
    assert not re.search(r'#|"""', shown)


def test_a_long_method_is_cut():
    source = "def forward(self, x):\n" + f"    x = x + {'1' * 500}\n" * 500

    shown = code(source, 300).split("\n")
    assert (len(shown), shown[-1]) == (LINES + 1, "...")
    assert max(map(len, shown)) <= COLUMNS


@given(st.text("def class():#'\"\n \t\\abc", max_size=300), st.integers(1, 50))
def test_any_text_is_survived(text, line):
    assert len(code(text, line)) <= (LINES + 1) * (COLUMNS + 1)
