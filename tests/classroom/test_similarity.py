"""Fingerprints, and the pairs that they show."""

import random
import re

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.classroom.places import REFERENCE, folder
from tinytorch.course.classroom.class_data import Outturn, Row, Status, Student
from tinytorch.course.classroom.graded.fingerprints import K, W, fingerprints, passages
from tinytorch.course.classroom.graded.submission_grader import ROOT, Settings, SubmissionGrader
from tinytorch.course.classroom.written import side_by_side, similarity
from tinytorch.grading.given import submission

SEQUENTIAL = "exercises/04_sequential/sequential.py"

UNUSUAL = b"""
class Sequential:
    def forward(self, x, training=True):
        results, index = {0: x}, 0
        while index < len(self.layers):
            current = self.layers[index]
            accepts = [name for name, each in vars(current).items() if callable(each) and name]
            if len(accepts) > 3 or hasattr(current, "training"):
                results[index + 1] = current.forward(results[index], training=training)
            elif index % 2 == 0 and not accepts:
                results[index + 1] = current.forward(results.pop(index))
            index += 1
        return results[max(results)]
"""


def renamed(source: bytes) -> bytes:
    """Return a copy as it is handed in: other names, numbers, comments and layout."""
    text = source.replace(b"results", b"stored").replace(b"current", b"link").replace(b"3", b"4")
    return re.sub(rb"\n( +)(if|elif)", rb"\n\n\1# my own idea\n\1\2", text)


def texts(sources):
    return lambda number: {"04_sequential": sources[number].decode()}


def rows_of(tmp_path, sources):
    rows = []
    for number, source in enumerate(sources):
        root = tmp_path / str(number)
        root.mkdir()
        for path, content in (REFERENCE | {SEQUENTIAL: source}).items():
            (root / path).parent.mkdir(parents=True)
            (root / path).write_bytes(content)
        outturn = Outturn(Status.GRADED, passages=passages(submission.read(root, ROOT)))
        rows.append(Row(Student(f"s{number}"), outturn, 0, (), (), (), (), ""))
    return rows


def test_a_renamed_copy_is_found_and_shown_side_by_side(tmp_path):
    sources = [UNUSUAL, *[REFERENCE[SEQUENTIAL]] * 5, renamed(UNUSUAL)]
    rows = rows_of(tmp_path, sources)

    (pair,) = similarity.similar(rows).pairs

    assert (pair.one, pair.other) == (0, 6)
    assert pair.share > 0.9
    page = side_by_side.render(similarity.similar(rows), rows, texts(sources))
    assert "<mark>            current = self.layers[index]</mark>" in page
    assert "<mark>            link = self.layers[index]</mark>" in page
    assert "<mark>    def forward" not in page  # the stub's own


def test_what_an_editor_has_saved_in_utf_16_is_what_everybody_has(tmp_path):
    wide = REFERENCE[SEQUENTIAL].decode().encode("utf-16")

    rows = rows_of(tmp_path, [wide, *[REFERENCE[SEQUENTIAL]] * 3, wide])

    assert {row.outturn.passages for row in rows} == {()}


def test_a_page_says_that_it_leaves_some_out(tmp_path, monkeypatch):
    monkeypatch.setattr(similarity, "SHOWN", 0)
    sources = [UNUSUAL, *[REFERENCE[SEQUENTIAL]] * 5, renamed(UNUSUAL)]
    rows = rows_of(tmp_path, sources)

    page = side_by_side.render(similarity.similar(rows), rows, texts(sources))

    assert "These are the 0 groups that are most alike" in page


def test_four_of_many_with_one_solution_are_shown_as_such(tmp_path):
    sources = [UNUSUAL, *[REFERENCE[SEQUENTIAL]] * 37, renamed(UNUSUAL), UNUSUAL, renamed(UNUSUAL)]
    rows = rows_of(tmp_path, sources)

    found = similarity.similar(rows)

    assert [cluster.members for cluster in found.clusters] == [(0, 38, 39, 40)]
    assert found.pairs == ()
    page = side_by_side.render(found, rows, texts(sources))
    assert "4 submissions alike: s0; s38; s39; s40" in page


def test_a_copy_from_an_earlier_year_is_found_and_earlier_ones_are_no_pair(tmp_path):
    rows = rows_of(tmp_path, [UNUSUAL, *[REFERENCE[SEQUENTIAL]] * 5])
    years = [tmp_path / "old", tmp_path / "older"]
    for year in years:
        folder(year / "zed", REFERENCE | {SEQUENTIAL: renamed(UNUSUAL)})
    grader = SubmissionGrader(Settings(tmp_path / "cache", 1))
    before = similarity.earlier(years, grader)

    found = similarity.similar(rows, before)

    assert {(pair.one, pair.other) for pair in found.pairs} <= {(0, 6), (0, 7)}
    assert {member for cluster in found.clusters for member in cluster.members} == {0, 6, 7}
    assert [each.student.identifier for each in before] == ["zed in old", "zed in older"]


def test_what_stub_and_reference_share_does_not_count(tmp_path):
    stub = (ROOT / SEQUENTIAL).read_bytes()

    assert all(
        row.outturn.passages == () for row in rows_of(tmp_path, [stub, REFERENCE[SEQUENTIAL]])
    )


def test_what_many_write_does_not_count(tmp_path):
    assert similarity.similar(rows_of(tmp_path, [UNUSUAL] * 5)) == similarity.Similar()


@settings(max_examples=60)
@given(st.integers(0, 2**32), st.integers(0, 40), st.integers(0, 40))
def test_every_shared_passage_of_k_plus_w_minus_1_tokens_shows(seed, before, after):
    draw = random.Random(seed)
    passage, one, other = (
        " ".join(draw.choices("+-*/()[]{}<>", k=size)) for size in (K + W - 1, before, after)
    )

    first, second = (
        fingerprints(f"{one}\n{passage}".encode()),
        fingerprints(f"{passage}\n{other}".encode()),
    )

    assert {mark for mark, *_ in first} & {mark for mark, *_ in second}


@settings(max_examples=100)
@given(st.binary(max_size=2000))
def test_no_bytes_are_too_odd_for_a_fingerprint(source):
    lines = source.count(b"\n") + 1

    assert all(1 <= first <= last <= lines for _, first, last in fingerprints(source))


def test_comments_and_docstrings_have_no_fingerprints():
    assert fingerprints(b'"""' + b"word " * 100 + b'"""\n# ' + b"word " * 100) == []
