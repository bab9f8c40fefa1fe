"""Reading class lists and telling whose a folder is."""

import pytest

from tinytorch.course.classroom.class_data import Found, SubmissionFolder
from tinytorch.course.classroom.handed_in import roster
from tinytorch.grading.model import GradingError

GITHUB = '"identifier","github_username","github_id","name"\n"s1","ada-l","1","Ada"\n'
CLASSROOM50 = "username,first_name,last_name,email,section,github_id\nada-l,Ada,Byron,,A,1\n"
CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section\n    Points Possible,,,,\n"
    '"Byron, Ada",41,s1,ada-l,A\n"Student, Test",42,,,A\n'
)
GERMAN = "Vorname;Nachname;ID-Nummer;E-Mail-Adresse\nAda;Byron;s1;ada-l@uni.example\n"
FRENCH = "Prénom,Nom de famille,Numéro d'identification,Adresse de courriel\nAda,Byron,s1,ada-l@b\n"
WITHOUT_SIS = "Student,ID,Section\n    Points Possible,,\nManual Posting,,\nada-l,41,A\n"
EXCEL = "sep=;\nName;Identifier\nAda;ada-l\n"
BLANK = "\n\nname,identifier\nAda,ada-l\n"
MOODLE = "First name,Surname,ID number,Email address,Groups\nAda,Byron,s1,ada-l@uni.example,A\n"
SPANISH = 'Estudiante,ID,ID de usuario del SIS,Sección\n"Byron, Ada",7,ada-l,A\n'
SEMICOLONS = "Name;Identifier\nAda;ada-l\n"


def students(tmp_path, text: str, encoding: str = "utf-8"):
    (tmp_path / "roster.csv").write_text(text, encoding=encoding)
    return roster.read(tmp_path / "roster.csv")


@pytest.mark.parametrize(
    "text",
    [
        GITHUB,
        CLASSROOM50,
        CANVAS,
        MOODLE,
        SEMICOLONS,
        GERMAN,
        SPANISH,
        FRENCH,
        WITHOUT_SIS,
        EXCEL,
        BLANK,
    ],
)
def test_every_known_class_list_tells_whose_a_repository_is(tmp_path, text):
    (ada,) = students(tmp_path, text)

    entry, stranger = roster.match(
        [ada],
        {
            "ml-layers-ada-l": Found(SubmissionFolder(tmp_path)),
            "l": Found(SubmissionFolder(tmp_path)),
        },
    )

    assert entry.student is ada
    assert entry.found == (Found(SubmissionFolder(tmp_path)),)
    assert stranger.student.identifier == "l"
    assert not stranger.student.on_roster
    assert ada.name in ("Ada", "Ada Byron", "Byron, Ada", "ada-l", "")


def test_names_survive_the_encodings_of_spreadsheets(tmp_path):
    text = "identifier,name\ns1,Zoë Müller\n"

    assert students(tmp_path, text, "utf-8-sig")[0].name == "Zoë Müller"
    assert students(tmp_path, text, "cp1252")[0].name == "Zoë Müller"
    tabs = text.replace(",", "\t")
    for encoding in ("utf-16", "utf-16-le"):
        assert students(tmp_path, tabs, encoding)[0].name == "Zoë Müller"


def test_the_roster_decides_the_order_and_who_is_missing(tmp_path):
    listed = students(tmp_path, "identifier\ns2\ns1\n\n")

    entries = roster.match(listed, {"layers-s1": Found(SubmissionFolder(tmp_path))})

    assert [(each.student.identifier, not each.found) for each in entries] == [
        ("s2", True),
        ("s1", False),
    ]


def test_two_submissions_of_one_student_are_both_kept(tmp_path):
    listed = students(tmp_path, "identifier\nada\n")

    (entry,) = roster.match(
        listed,
        {name: Found(SubmissionFolder(tmp_path / name)) for name in ("a-ada", "b-ada")},
    )

    assert len(entry.found) == 2


def test_a_team_has_one_submission(tmp_path):
    listed = students(tmp_path, "identifier,team\nada,red\nbob,red\neve,\n")

    for name in ("layers-bob", "red"):
        ada, bob, eve = roster.match(listed, {name: Found(SubmissionFolder(tmp_path))})
        assert ada.found == bob.found != ()
        assert eve.found == ()


def test_a_name_that_two_students_go_by_is_nobodys(tmp_path):
    listed = students(tmp_path, "identifier,name\ns1,Kim\ns2,Kim\n")

    entries = roster.match(listed, {"layers-kim": Found(SubmissionFolder(tmp_path))})

    assert [each.student.identifier for each in entries] == ["s1", "s2", "layers-kim"]


def test_a_class_list_that_lists_someone_twice_is_refused(tmp_path):
    with pytest.raises(GradingError, match='line 3: "S1" stands in an earlier line'):
        students(tmp_path, "identifier\ns1\nS1\n")


def test_lines_are_counted_as_an_editor_counts_them(tmp_path):
    with pytest.raises(GradingError, match='line 6: "s1" stands in an earlier line'):
        students(tmp_path, '\nidentifier,name\ns1,"Ada\nof Byron"\n\ns1,Eve\n')


def test_a_class_list_without_a_column_that_identifies_is_refused(tmp_path):
    with pytest.raises(
        GradingError,
        match='needs a first line with the names of its columns, among them "identifier",',
    ):
        students(tmp_path, "shoe size\n44\n")
