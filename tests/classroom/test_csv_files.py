"""CSV that spreadsheets open."""

import csv

import pytest

from tinytorch.course.classroom import csv_files
from tinytorch.grading.model import GradingError


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t=1", "|calc", "%0A=1", "＝1", '"=1', "'=1"]
)
def test_no_cell_is_a_formula(text):
    assert str(csv_files.cell(text)).startswith("'")


@pytest.mark.parametrize("separator", [";", "\t", "|"])
@pytest.mark.parametrize(
    "text", ["a{}=1+1", "a{} =1+1", 'a"{}"=1+1"', "a{}-1", "=1{}=1", "a{0}{0}@A1"]
)
def test_no_cell_is_a_formula_where_another_sign_separates(text, separator, tmp_path):
    csv_files.write(tmp_path / "a.csv", ["text", "more"], [[text.format(separator), "plain"]])

    written = (tmp_path / "a.csv").read_text("utf-8-sig")
    for row in csv.reader(written.splitlines(), delimiter=separator):
        assert not any(cell.lstrip(' \t"').startswith(tuple("=+-@|%")) for cell in row)


@pytest.mark.parametrize("value", ["-ada", "-a.l-2", "-ada@uni.example"])
def test_an_identifier_that_begins_with_a_sign_is_imported_as_it_is(value):
    assert csv_files.cell(value) == value


@pytest.mark.parametrize("value", ["ada", "ada-l", "a=b", "", 0, -3, 97])
def test_other_cells_stay_as_they_are(value):
    assert csv_files.cell(value) == value


def test_a_cell_is_one_line_of_signs_that_can_be_seen():
    assert csv_files.cell("a\r\nb\x00\u202ec") == "a / b\\x00\\u202ec"


def test_what_is_written_is_read_back(tmp_path):
    csv_files.write(tmp_path / "a.csv", ["a", "b"], [["x, y", 1], ['"', None]])

    assert csv_files.read(tmp_path / "a.csv") == [
        (2, {"a": "x, y", "b": "1"}),
        (3, {"a": '"', "b": ""}),
    ]
    assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_a_line_with_too_many_or_too_few_cells_is_read(tmp_path):
    (tmp_path / "a.csv").write_text("a,b\n1\n1,2,3\n")

    assert csv_files.read(tmp_path / "a.csv") == [
        (2, {"a": "1", "b": ""}),
        (3, {"a": "1", "b": "2"}),
    ]
    assert csv.field_size_limit() > 1000


@pytest.mark.parametrize("text", ["-ada", "@ada", "ada@b.example", "s1"])
def test_what_an_import_must_find_again_stays_as_it_was(text):
    assert csv_files.cell(csv_files.Own(text)) == text


@pytest.mark.parametrize("text", ["=1", "-1+cmd|x", "@SUM(A1)"])
def test_no_formula_passes_for_an_identifier(text):
    assert str(csv_files.cell(csv_files.Own(text))).startswith("'")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "lists nobody"),
        (b"\n\nname,identifier\n", "lists nobody"),
        (b"PK\x03\x04" + bytes(40), "is a workbook or a zip, not a CSV"),
    ],
)
def test_what_lists_nobody_or_is_no_csv_is_told(content, sentence, tmp_path):
    (tmp_path / "a.csv").write_bytes(content)

    with pytest.raises(GradingError, match=sentence):
        csv_files.read(tmp_path / "a.csv")
