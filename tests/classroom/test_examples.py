"""The code that stands for a mistake: what was done, and nothing that tells by whom."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.classroom.references import reference
from tests.misconceptions.bank import read_all
from tinytorch.course.classroom.written.examples import COLUMNS, HIDDEN, LINES, code, message
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
        (10, 'def __init__(self, n):\n    self.n = n\n    self.name1 = "..."'),
        (12, 'def __init__(self, n):\n    self.n = n\n    self.name1 = "..."'),
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


WHO = "Wilhelmina"

#: Places in which the name of whoever wrote it may stand.
LEAKS = (
    '    x = "{}"', '    x = """{}\n{}"""', "    x = f'{{x}} of {}'", "    {} = x",
    "    self.{}_s = x",
    "    # {}", "    x = x # {}", "    raise ValueError('{}')", "    assert x, '{}'", "    {}()",
    "    def {}(): pass", "    x = '/home/{}/layers'", "    x = b'{}'", '    print("""{}""")',
    '    """{}"""', "    x = 0x{}", "    from {} import x", "    x = 1{}", "    x: {} = 1",
    "    '{}",
)  # fmt: skip


@pytest.mark.parametrize("leak", LEAKS)
@pytest.mark.parametrize("who", [WHO, WHO.lower(), WHO.upper(), "wil_hel", "Zoë", "李雷"])
def test_no_name_gets_through_code(leak, who):
    text = f"def forward(self, x):\n{leak.format(who, who)}\n    return x\n"

    shown = "\n".join(code(text, line) for line in range(1, text.count("\n") + 1))
    assert who.casefold() not in shown.casefold()


@pytest.mark.parametrize("who", [WHO, "wilhelmina", "wil_hel", "Zoë", "李雷", "4711001"])
def test_no_name_gets_through_a_message(who):
    told = message(
        f"linear.forward(x) raised ValueError: {who} did /home/{who}/x.py, line 3, in {who}_own.\n"
        "TypeError: unsupported operand type(s) for @: 'Tensor' and 'NoneType'"
    )

    assert who not in told
    assert "unsupported operand type(s) for @: 'Tensor' and 'NoneType'" in told


@pytest.mark.parametrize("name", sorted({name for wrong in read_all() for name in wrong.named}))
def test_the_name_of_a_mistake_is_shown_whole(name):
    own = {"__call__ is spelt _call_": f"__call__ is spelt {HIDDEN}"}

    assert message(name) == own.get(name, name)


def test_names_stay_apart_where_they_are_hidden():
    shown = code("def forward(self, x):\n    mine = x\n    yours = mine\n    return yours\n", 1)

    assert shown == "def forward(self, x):\n    name1 = x\n    name2 = name1\n    return name2"


def test_a_long_method_is_cut():
    source = "def forward(self, x):\n" + f"    x = x + {'x + ' * 50}x\n" * 500

    shown = code(source, 300).split("\n")
    assert (len(shown), shown[-1]) == (LINES + 1, "...")
    assert max(map(len, shown)) <= COLUMNS


@given(st.text("def class():#'\"\n \t\\abc", max_size=300), st.integers(1, 50))
def test_any_text_is_survived(text, line):
    assert len(code(text, line)) <= (LINES + 1) * (COLUMNS + 1)
