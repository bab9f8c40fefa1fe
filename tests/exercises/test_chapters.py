"""The chapters belong to their exercises: tasks, points, commands and links are the real ones."""

from __future__ import annotations

import ast
import importlib.util
import re
import shlex
from itertools import pairwise

import pytest

from tests.exercises.chapters import CHAPTERS, ROOT, Chapter
from tinytorch.grading.given import catalogue, hints
from tinytorch.grading.model import EXERCISES

INTRODUCTION = CHAPTERS[0]
LONGEST = 150  # lines, without the folds
WIDEST = 25  # signs of a formula; the widest of them takes 311 of the 358 pixels of a telephone
HEAD = ("Time", "Difficulty", "Before you start")
MAP = ("Exercise", "You write", "Its question", "Minutes", "Points")

each_chapter = pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.name)
each_exercise = pytest.mark.parametrize("chapter", CHAPTERS[1:5], ids=lambda chapter: chapter.name)


def stub(chapter: Chapter) -> str:
    assert chapter.exercise is not None
    return (ROOT / chapter.exercise.path).read_text("utf-8")


@each_exercise
def test_tasks_are_those_of_the_stub(chapter: Chapter):
    headings = re.findall(r"^### TODO (\d\.\d): `(\S+)`$", chapter.text, re.M)

    assert headings == re.findall(r'"TODO (\d\.\d): (\S+) in', stub(chapter))


@each_exercise
def test_each_task_has_an_example_and_hints(chapter: Chapter):
    sections = re.split(r"^### TODO (\d\.\d)", chapter.text, flags=re.M)[1:]

    for number, section in zip(sections[::2], sections[1::2], strict=True):
        example, _, rest = section.partition(f"<summary>Hints for {number}</summary>")
        assert "\n>>> " in example, number
        assert rest, number
        assert len(hints.read(number, ROOT)) >= 2, number


@each_exercise
def test_hints_never_give_the_code(chapter: Chapter):
    assert chapter.exercise is not None
    reference = ROOT / "solutions" / chapter.exercise.folder / chapter.exercise.file
    written, given = (
        {line.strip() for line in text.splitlines()}
        for text in (reference.read_text("utf-8"), stub(chapter))
    )
    numbers = re.findall(r"<summary>Hints for (\S+)</summary>", chapter.text)

    for hint in (hint for number in numbers for hint in hints.read(number, ROOT)):
        assert [line for line in written - given if line in hint] == [], hint


@each_exercise
def test_the_class_is_described_as_the_stub_writes_it(chapter: Chapter):
    assert chapter.exercise is not None
    (made,) = [item for item in ast.parse(stub(chapter)).body if isinstance(item, ast.ClassDef)]
    written = {
        item.name: ast.unparse(item.args).replace("self, ", "").replace("self", "")
        for item in made.body
        if isinstance(item, ast.FunctionDef)
    }
    if "__init__" in written:
        written[made.name] = written.pop("__init__")

    members = "\n".join(row[0] for row in chapter.table("Member", "What it means"))

    assert dict(re.findall(r"`(\w+)\((.*)\)`", members)) == written


@each_exercise
def test_points_are_those_of_the_tests(chapter: Chapter):
    assert chapter.exercise is not None
    possible = sum(test.points for test in catalogue.read(ROOT, [chapter.exercise]))
    file = chapter.exercise.file

    assert f"You edit [`{file}`]({file}), for {possible} points." in chapter.unfolded


def test_points_of_the_introduction_are_those_of_the_tests():
    rows = INTRODUCTION.table(*MAP)

    assert [(row[0], int(row[-1])) for row in rows] == [
        (
            f"[{each.number} {each.class_name}]({each.folder}/README.md)",
            sum(test.points for test in catalogue.read(ROOT, [each])),
        )
        for each in EXERCISES
    ]


def test_times_of_the_introduction_are_those_of_the_chapters():
    minutes = [int(row[-2]) for row in INTRODUCTION.table(*MAP)]

    assert minutes == [
        int(*re.findall(r"about (\d+) minutes", chapter.table(*HEAD)[0][0]))
        for chapter in CHAPTERS[1:5]
    ]
    assert f"{' + '.join(map(str, minutes))} = {sum(minutes)} minutes" in INTRODUCTION.text


@each_exercise
def test_a_chapter_begins_with_what_it_takes_and_what_it_gives(chapter: Chapter):
    beginning, _, _ = chapter.text.partition("\n## ")

    ((_, difficulty, before),) = chapter.table(*HEAD)
    assert difficulty in {"easy", "medium", "demanding"}
    assert "](../../tinytorch/core/README.md)" in before
    assert len(re.findall("^- ", beginning.partition("you can\n")[2], re.M)) >= 3


@each_exercise
def test_a_chapter_ends_with_the_idea_of_the_model_solution(chapter: Chapter):
    _, _, discussion = chapter.text.partition("\n## After the points\n\n<details>\n")

    assert "```" not in discussion.partition("</details>")[0]
    assert len(re.findall(r"^- ", discussion.partition("</details>")[0], re.M)) >= 3


@each_chapter
def test_a_chapter_is_short_before_its_folds(chapter: Chapter):
    assert len(chapter.unfolded) <= LONGEST


@each_exercise
def test_nothing_but_the_tasks_stands_in_the_way_of_the_tasks(chapter: Chapter):
    """They end within the limit, folded hints included, and what explains more comes after."""
    lines = chapter.text.splitlines()

    assert (
        lines.index(f"Then grade: `python3 -m nox -s grade -- {chapter.exercise.number}`.")
        < LONGEST
    )


@each_chapter
def test_folds_are_written_so_that_markdown_inside_them_is_rendered(chapter: Chapter):
    folds = re.findall(
        r"^<details>\n<summary>[^\n]+</summary>\n\n.+?\n\n</details>$", chapter.text, re.M | re.S
    )

    assert len(folds) == chapter.text.count("<details>") == chapter.text.count("</details>")


@each_chapter
def test_formulas_survive_githubs_renderer(chapter: Chapter):
    r"""Within a line, it takes a backslash before a sign, as in \\, or \\{, for its own."""
    formulas = re.findall(r"\$[^$\n`]+\$", chapter.text)

    assert [formula for formula in formulas if re.search(r"\\[^a-zA-Z]", formula)] == []
    assert re.findall(r"\\operatorname|\\mbox|\$\$", chapter.text) == []


@each_chapter
def test_formulas_fit_a_telephone(chapter: Chapter):
    for block in chapter.blocks:
        for row in block.code.split(r"\\") if block.language == "math" else []:
            flat = re.sub(r"\\d?frac\{(.*?)\}\{(.*?)\}", lambda f: max(f.groups(), key=len), row)
            flat = re.sub(r"\\(text|mathrm|mathbb|begin|end)\b|\{cases\}|[\s{}&^_]|\\,", "", flat)
            signs = re.sub(r"\\[a-z]+", "x", flat)
            assert len(signs) <= WIDEST, f"line {block.line}: {signs}"


@each_chapter
def test_links_within_the_repository_lead_somewhere(chapter: Chapter):
    links = re.findall(r"\]\((?!https:)([^)#]*)(?:#([^)]+))?\)", chapter.text)

    for file, anchor in links:
        target = chapter.path.parent / file if file else chapter.path
        assert target.is_file(), file
        assert not target.is_relative_to(ROOT / "solutions"), "students do not have it"
        headings = re.findall(r"^#+ (.+)$", target.read_text("utf-8"), re.M)
        slugs = {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in headings}
        assert not anchor or anchor in slugs, anchor


@each_chapter
def test_every_block_is_of_a_kind_that_is_checked(chapter: Chapter):
    for block in chapter.blocks:
        assert block.language in {"python", "sh", "mermaid", "math", "text"}, f"line {block.line}"
        if block.language == "python" and ">>>" not in block.code:
            compile(block.code, chapter.name, "exec")


@each_chapter
def test_commands_name_sessions_modules_and_files_that_exist(chapter: Chapter):
    blocks = [block.code for block in chapter.blocks if block.language == "sh"]
    spans = re.findall(r"`((?:nox|pytest|python3?) [^`]+)`", chapter.text)
    sessions = noxfile_sessions()

    for line in "\n".join([*blocks, *spans]).splitlines():
        words = shlex.split(line, comments=True)
        for option, name in pairwise(words):
            if option == "-s":
                assert name in sessions, line
            if option == "-m":
                assert name in {"pip", "uv", "nox"} or importlib.util.find_spec(name), line
            if option == "pytest":
                assert (ROOT / name).exists(), line


def noxfile_sessions() -> set[str]:
    tree = ast.parse((ROOT / "noxfile.py").read_text("utf-8"))
    return {
        item.name for item in tree.body if isinstance(item, ast.FunctionDef) and item.decorator_list
    }
