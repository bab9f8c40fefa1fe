"""Names and files that every platform can hold."""

import pytest

from tinytorch.course.classroom.written import file_names


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("ada", "ada"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("a/b\\c:d*e?", "a_b_c_d_e_"),
        ("CON", "_CON"),
        ("nul.md", "_nul.md"),
        ("com¹", "_com¹"),
        ("..", "_"),
        ("", "_"),
        ("Zoë", "Zoë"),
        ("a\x00\u202eb", "a__b"),
    ],
)
def test_a_name_holds_nothing_that_leads_elsewhere(text, name):
    assert file_names.safe_name(text) == name


def test_a_long_name_is_cut_between_characters():
    name = file_names.safe_name("é" * 500)

    assert len(name.encode()) <= file_names.MAX_NAME
    assert set(name) == {"é"}


def test_names_differ_even_where_case_does_not_count():
    names = file_names.Names()

    given = [names.new(text) for text in ("Ada", "ada", "ADA", "a/b", "a_b", "ﬁ", "fi", "ada_2")]

    assert given == ["Ada", "ada~2", "ADA~3", "a_b", "a_b~2", "ﬁ", "fi~2", "ada_2"]
