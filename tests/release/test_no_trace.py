"""No product holds a trace of the reference: no file, name, git object or byte code of it."""

import compileall
import json
import py_compile
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.release.making import ROOT, commit_all, git, solve
from tests.release.traces import ANSWERS, contents, found_in_byte_code, found_in_text, traces
from tinytorch.grading.model import EXERCISES

#: An answer under other names, with other blanks and comments.
DISGUISED = """
    if not train or me.rate == NONE:  # nothing to do
        return values
    if me.rate == ALL: return T(np.zeros(values.shape), grad=values.grad)

    keep = 1.0-me.rate
    # one coin an element
    coin  =  np.random.random( values.shape )<keep
    return values*T(coin/keep)
"""
MARKED = {
    "renamed": DISGUISED,
    "quoted": DISGUISED.replace("\n", "\n> "),
    "commented out": re.sub(" #.*", "", DISGUISED).replace("\n", "\n# "),
    "in JSON": json.dumps({"hint": DISGUISED}),
}


def objects(repository: Path) -> Iterator[tuple[str, bytes]]:
    """Return every object of a repository, those that no branch reaches included."""
    rest = git(repository, "cat-file", "--batch-all-objects", "--batch")
    while rest:
        line, _, rest = rest.partition(b"\n")
        name, kind, size = line.decode("ascii").split()
        yield f"{kind} {name}", rest[: int(size)]
        rest = rest[int(size) + 1 :]


def test_the_answers_are_known():
    assert [answer.name for answer in ANSWERS] == [
        "Linear.__init__",
        "Linear.forward",
        "Dropout.__init__",
        "Dropout.forward",
        "Sequential.__init__",
        "Sequential.forward",
    ]


def test_every_answer_is_found_where_it_is():
    names = [traces(contents(ROOT / "solutions" / each.folder)) for each in EXERCISES]

    assert set().union(*(found for each in names for found in each.values())) == {
        answer.name for answer in ANSWERS
    }


def test_no_file_holds_an_answer(release):
    assert traces(contents(release)) == {}


def test_no_file_of_the_zip_holds_an_answer(release):
    with zipfile.ZipFile(release / "gradescope.zip") as archive:
        assert traces((name, archive.read(name)) for name in archive.namelist()) == {}


def test_no_name_speaks_of_a_solution(release):
    names = [path.relative_to(release).as_posix() for path in release.rglob("*")]

    assert [name for name in names if "solution" in name.lower() or name.endswith(".pyc")] == []


def test_no_object_of_the_students_repository_holds_an_answer(template):
    commit_all(template)

    held = list(objects(template))
    assert traces(held) == {}
    assert len(held) > 50


def test_no_byte_code_of_the_template_holds_an_answer(template):
    assert compileall.compile_dir(template, quiet=1)

    assert traces(contents(template)) == {}
    assert len(list(template.rglob("*.pyc"))) > 50


@pytest.mark.parametrize("name", MARKED)
def test_a_disguised_answer_is_found(name):
    assert found_in_text(ANSWERS, MARKED[name].encode()) == {"Dropout.forward"}


def test_another_way_to_write_it_is_not_found():
    other = DISGUISED.replace("keep = 1.0-me.rate", "keep = min(1.0, 1.0-me.rate)")

    assert found_in_text(ANSWERS, other.encode()) == set()


def test_an_answer_is_found_in_byte_code(tmp_path):
    source = ROOT / "solutions/02_linear/linear.py"
    compiled = py_compile.compile(str(source), str(tmp_path / "any.pyc"))

    found = found_in_byte_code(ANSWERS, Path(compiled).read_bytes())

    assert found == {"Linear.__init__", "Linear.forward"}


def test_an_answer_that_was_removed_again_is_found_in_the_objects(template):
    solve(template, "02_linear")
    commit_all(template)
    solved = git(template, "rev-parse", "HEAD:exercises/02_linear/linear.py").decode().strip()
    git(template, "rm", "--quiet", "exercises/02_linear/linear.py")
    git(template, "commit", "--quiet", "--amend", "--message", "Start")

    assert traces(objects(template)) == {f"blob {solved}": {"Linear.__init__", "Linear.forward"}}
