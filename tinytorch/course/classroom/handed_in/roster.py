"""Reads the class list, whoever wrote it, and matches what was handed in with it.

Known are the rosters of GitHub Classroom and Classroom 50, the gradebook that Canvas exports, the
participants and the grading worksheet of Moodle, in several languages, and any CSV with a column
``identifier``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from tinytorch.course.classroom import csv_files, messages
from tinytorch.course.classroom.class_data import Entry, Found, Student
from tinytorch.grading.model import GradingError

#: Columns that tell students apart, the best first; what services call them, in several languages.
IDENTIFIERS = (
    "identifier", "student_id", "id number", "matrikelnummer", "id-nummer", "idnummer",
    "numéro d'identification", "número de id", "sis user id", "id de usuario del sis",
    "id utilisateur sis", "sis login id", "username",
    "anmeldename", "nutzername", "benutzername", "nom d'utilisateur", "nombre de usuario",
    "github_username", "email address", "e-mail-adresse", "adresse de courriel",
    "dirección de correo", "email", "e-mail", "id", "kennung", "identifiant", "identificador",
)  # fmt: skip
_NAMES = (
    "name", "student", "full name", "student name", "vollständiger name", "nom complet",
    "nombre completo", "studierende", "student*in", "étudiant", "estudiante",
)  # fmt: skip
_FIRST = ("first_name", "first name", "vorname", "prénom", "nombre")
_LAST = (
    "last_name", "last name", "surname", "nachname", "nom de famille", "nom", "apellidos",
    "apellido(s)",
)  # fmt: skip
#: Columns that the name of a repository or a folder may hold.
_KEYS = (*IDENTIFIERS, "github", "login", *_NAMES)
_SECTIONS = (
    "section", "group", "groups", "gruppe", "gruppen", "groupe", "groupes", "grupo",
    "grupos", "sección", "abschnitt",
)  # fmt: skip
_TEAMS = ("team", "team name")

#: Lines of Canvas's that are no students.
_NOT_STUDENTS = {"pointspossible", "studenttest", "teststudent", "manualposting"}

#: What Moodle calls a participant in blind marking and in its worksheet, in any language.
_PARTICIPANT = re.compile(r"[^\W\d]+[^\d]*?[ _]?(\d+)")


def read(path: Path) -> tuple[Student, ...]:
    """Return the students of a class list, in its order.

    Raises
    ------
    GradingError
        The file cannot be read, or does not tell its students apart.
    """
    rows = csv_files.read(path)
    names = list(rows[0][1])
    identifier = csv_files.column(names, IDENTIFIERS)
    if identifier is None:
        raise GradingError(messages.no_columns(path, messages.any_of(IDENTIFIERS[:3])))
    students: dict[str, Student] = {}
    for line, row in rows:
        name = _name(row)
        if {csv_files.plain(name), csv_files.plain(row[identifier])} & _NOT_STUDENTS:
            continue
        own = row[identifier] or next(filter(None, cells(row, IDENTIFIERS)), name)
        if not own:
            continue
        if folded(own) in students:
            raise GradingError(messages.twice(path, line, own))
        section, team = (next(iter(cells(row, each)), "") for each in (_SECTIONS, _TEAMS))
        students[folded(own)] = Student(own, name, section, team, row)
    return tuple(students.values())


def match(students: Iterable[Student], found: Mapping[str, Found]) -> list[Entry]:
    """Return an entry for each student in order, then one for each submission of nobody's.

    A team has one submission: that of any member, or one that bears the team's name.
    """
    students = list(students)
    owners = _owners(students)
    own: dict[str, list[Found]] = {}
    shared: dict[str, list[str]] = {}
    strangers = []
    for name, each in found.items():
        whose = _whose(name, each.keys, owners)
        for student in whose if len(whose) == 1 else ():
            own.setdefault(student.identifier, []).append(each)
        if len(whose) != 1:
            flag = (f"fits {len(whose)} students",) if whose else ()
            unknown = Student(name, on_roster=not students)
            strangers.append(Entry(unknown, (each,), flags=flag))
            for student in whose:
                shared.setdefault(student.identifier, []).append(name)
    entries = []
    for student in students:
        mates = [mate for mate in students if mate.team and mate.team == student.team] or [student]
        theirs = [each for mate in mates for each in own.get(mate.identifier, ())]
        handed_in = tuple(own.get(student.identifier) or theirs)
        if student.team and len(theirs) > 1:
            handed_in = tuple(theirs)
        ambiguous = shared.get(student.identifier) if not handed_in else None
        problem = _ambiguous(ambiguous) if ambiguous else None
        missing = f"nothing was found that is named {messages.any_of(_shown(student)[:6])}"
        entries.append(Entry(student, handed_in, problem, missing))
    return entries + strangers


def matching(students: Sequence[Student], found: Mapping[str, Found]) -> bool:
    """Return whether anything that was handed in is a listed student's."""
    owners = _owners(students)
    return any(_whose(name, each.keys, owners) for name, each in found.items())


def folded(text: str) -> str:
    """Return a name for comparing: its Unicode form, case and blanks do not count."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _owners(students: Iterable[Student]) -> dict[str, list[Student]]:
    """Return who goes by which name."""
    owners: dict[str, list[Student]] = {}
    for student in students:
        for key in set(_keys(student)):
            owners.setdefault(key, []).append(student)
    teams: dict[str, Student] = {}
    for student in students:
        if student.team and folded(student.team) not in owners:
            teams.setdefault(folded(student.team), student)  # it stands for all members
    return owners | {team: [student] for team, student in teams.items()}


def _keys(student: Student) -> Iterator[str]:
    for key in (student.identifier, student.name, *cells(student.columns, _KEYS)):
        if not key:
            continue
        yield folded(key)
        yield folded(key.partition("@")[0])
        if participant := _PARTICIPANT.fullmatch(key):
            yield f"participant {participant[1]}"
    for name in {student.name, *cells(student.columns, _NAMES)} - {""}:
        last, _, first = name.partition(",")
        yield folded(f"{first} {last}" if first else name)
        yield csv_files.plain(name)  # how Canvas writes it


def _shown(student: Student) -> list[str]:
    """Return the names under which a student was looked for, as the list spells them."""
    spelt = [student.identifier, *cells(student.columns, _KEYS), student.name, student.team]
    return list(dict.fromkeys(filter(None, spelt)))


def _whose(name: str, keys: Iterable[str], owners: Mapping[str, list[Student]]) -> list[Student]:
    """Return whose submission a folder is: ``ada``, or ``classroom-assignment-ada``."""
    # From the longest ending on: names on GitHub hold hyphens themselves.
    name = folded(name)
    endings = [name, *(name[at + 1 :] for at, sign in enumerate(name) if sign in "-_")]
    best: list[Student] = []
    for key in [*map(folded, keys), *endings]:
        whose = owners.get(key, [])
        if len(whose) == 1:
            return whose
        best = best or whose
    return best


def _name(row: Mapping[str, str]) -> str:
    whole = next(filter(None, cells(row, _NAMES)), "")
    return whole or " ".join(filter(None, [*cells(row, _FIRST)[:1], *cells(row, _LAST)[:1]]))


def cells(row: Mapping[str, str], wanted: Iterable[str]) -> list[str]:
    """Return what a row holds in the wanted columns, as far as it has them."""
    columns = {csv_files.plain(name): cell for name, cell in row.items()}
    return [columns[key] for key in map(csv_files.plain, wanted) if columns.get(key)]


def with_teams(students: Iterable[Student], teams: Mapping[str, str]) -> tuple[Student, ...]:
    """Return the students with the teams that rules name, by folded identifier."""
    return tuple(
        replace(each, team=teams.get(folded(each.identifier), each.team)) for each in students
    )


def _ambiguous(names: Sequence[str]) -> str:
    fit = "fits" if len(names) == 1 else "fit"
    shown = messages.some(names)
    return f"{shown} {fit} several students; name the submission by something of one alone"
