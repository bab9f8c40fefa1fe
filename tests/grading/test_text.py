"""Text of a student's is harmless wherever it is shown."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinytorch.grading import text

ANY = st.text(st.characters(codec=None), max_size=200)
PARTS = st.lists(st.sampled_from(["::", ":", "##[", "#", "[", "`", "\n", "\r", "a b", "%", "\\"]))


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("plain ≠ ünï", "plain ≠ ünï"),
        ("a\nb", "a\nb"),
        ("a\r\nb\rc", "a\nb\\rc"),
        ("\tx", "    x"),
        ("\x1b[31m\x00\x7f\x85", "\\x1b[31m\\x00\\x7f\\x85"),
        ("\u202e\u2066\u200b\ufeff", "\\u202e\\u2066\\u200b\\ufeff"),
        ("\u2028\u2029", "\\u2028\\u2029"),
        ("\ud800", "\\ud800"),
    ],
)
def test_visible(raw: str, shown: str) -> None:
    assert text.visible(raw) == shown


@given(ANY)
def test_visible_text_can_be_encoded_and_seen(raw: str) -> None:
    shown = text.visible(raw)

    shown.encode("utf-8")
    assert not {unicodedata.category(c) for c in shown.replace("\n", "")} & {"Cc", "Cf", "Cs"}
    assert text.visible(shown) == shown


@given(PARTS)
def test_harmless_text_holds_no_command(parts: list[str]) -> None:
    shown = text.harmless("".join(parts))

    assert "::" not in shown
    assert "##[" not in shown
    assert text.harmless(shown) == shown


def test_a_slice_stays_python() -> None:
    assert text.broken_up("x[::2] ::: ##[error]") == "x[: :2] : : : ## [error]"


@pytest.mark.parametrize("limit", [0, 3, 6, 7, 20])
def test_bounded(limit: int) -> None:
    assert len(text.bounded("x" * 100, limit)) <= limit
    assert text.bounded("x" * limit, limit) == "x" * limit


def test_an_excerpt_says_how_many_lines_it_leaves_out() -> None:
    assert text.excerpt("a\nb\nc\nd", 2, 100) == "a\nb\n[2 more lines]"
    assert text.excerpt("\na\nb\n", 2, 100) == "a\nb"
    assert text.excerpt("x" * 50, 2, 20) == "x" * 14 + " [...]"
    assert text.excerpt("a\nb\nc\n[...]", 2, 100) == "a\nb\n[over 2 more lines]"
    assert text.excerpt("a\n" * 100, 2, 10) == "a\na [...]\n[98 more lines]"


@given(st.text(" ab\n", max_size=300))
def test_wrapped_lines_fit(raw: str) -> None:
    lines = text.wrapped(raw, 40, "  ").split("\n")

    assert all(len(line) <= 40 for line in lines if line.strip() and not line.startswith(" " * 18))
    assert "".join("".join(lines).split()) == "".join(raw.split())


def test_a_number_stays_with_its_word() -> None:
    for width in range(20, 40):
        told = "fix linear.py, line 40 (TODO 2.2): see exercise 02 for (3, 14) and more (1 point)"
        shown = text.wrapped(told, width)

        kept = ("line 40", "TODO 2.2", "exercise 02", "(3, 14)", "(1 point)")
        assert all(part in shown for part in kept)


def test_a_line_that_fits_is_left_as_it_is() -> None:
    assert text.wrapped("[[1,  2],\n [3,  4]]", 40, "  ") == "  [[1,  2],\n   [3,  4]]"


@pytest.mark.parametrize("raw", ["plain", "```\nout\n```", "`````"])
def test_a_fence_is_longer_than_any_in_it(raw: str) -> None:
    first, *inside, last = text.fenced(raw).split("\n")

    assert first == last + "text"
    assert "\n".join(inside) == raw
    assert last not in raw


def test_markdown_is_literal() -> None:
    shown = text.markdown("a|b `c` *d* _e_ [f](g) <h> & @i $j$ \\ ~k~\n# l")

    assert shown == (
        r"a\|b \`c\` \*d\* \_e\_ \[f\](g) &lt;h&gt; &amp; &#64;i &#36;j&#36; \\ \~k\~ \# l"
    )


def test_markup_is_literal() -> None:
    assert text.markup('<b> & "q"\n[0, 1]') == '&lt;b&gt; &amp; "q" [0, 1]'


def test_commands_are_escaped_as_the_runner_reads_them() -> None:
    assert text.command_data("50%\r\na: b, c") == "50%25%0D%0Aa: b, c"
    assert text.command_property("50%\na: b, c") == "50%25%0Aa%3A b%2C c"


def test_one_line() -> None:
    assert text.one_line(" a \n\n  b\n") == "a / b"
    assert not re.search(r"[\r\n]", text.one_line("a\r\nb\nc"))
