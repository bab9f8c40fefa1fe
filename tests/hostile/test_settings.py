"""All escapes at once, in each setting: with and without bubblewrap, Landlock, and root.

The corpus tries each escape by itself, as the grader is set up without bubblewrap. Here one worker
tries all, and says which have succeeded.
"""

import json
import shutil
from contextlib import closing

import pytest

from tests.hostile.corpus import HERE
from tests.isolation import test_sandbox
from tests.isolation.conftest import submission
from tinytorch.grading.run.isolation.trusted import forking
from tinytorch.grading.run.isolation.trusted.launcher import launch
from tinytorch.grading.run.isolation.trusted.mode import Isolated

#: What only Landlock denies: where it is missing, `--sandbox required` refuses to grade.
READING = {
    "lists_all_processes", "lists_the_tests", "looks_around", "opens_a_device",
    "reads_by_descriptor", "reads_by_system_call", "reads_its_descriptors", "reads_its_own_map",
    "reads_the_solution", "reads_the_users", "turns_to_the_solutions",
}  # fmt: skip
#: Ends the worker instead of being refused.
DEADLY = {"calls_as_another_machine"}

ESCAPES = {
    path.stem: path.read_text("utf-8")
    for path in sorted((HERE / "submissions" / "escapes").glob("*.py"))
    if path.stem not in DEADLY
}
ALL_AT_ONCE = f"""
ESCAPES = {ESCAPES!r}

class Linear:
    reached, sandbox = [], None
    for name, source in ESCAPES.items():
        space = {{"__name__": name}}
        try:
            exec(compile(source, name, "exec"), space)
            if space["escape"]():
                reached.append(name)
        except BaseException:
            pass
"""

SETTINGS = ("plain", "bubblewrap", "without Landlock")


def reached(setting: str) -> tuple[list[str], list[str]]:
    """Return the escapes that succeed in a setting, and what was in force."""
    with pytest.MonkeyPatch.context() as patched:
        if setting != "bubblewrap":
            patched.setattr(forking, "_bubblewrap", lambda folder: ())
        if setting == "without Landlock":
            command = forking.command

            def masked(call: str, *, wrapper: tuple[str, ...] = ()) -> list[str]:
                *start, code = command(call, wrapper=wrapper)
                hide = "from tinytorch.grading.run.isolation import landlock; "
                hide += "landlock.abi = lambda libc: 0; process."
                return [*start, code.replace("process.", hide, 1)]

            patched.setattr(forking, "command", masked)
        with closing(launch()) as made:
            mode = Isolated(made, submission(linear=ALL_AT_ONCE))
            with closing(mode), mode.layers("02_linear") as nn:
                return nn.Linear.reached, mode.measures or []


def check(setting: str, found: list[str], measures: list[str]) -> None:
    if setting == "bubblewrap" and "bubblewrap" not in measures:
        pytest.skip("bubblewrap does not work here")
    assert any(each.startswith("Landlock") for each in measures) == (setting != "without Landlock")
    assert "seccomp" in measures
    assert set(found) <= (READING if setting == "without Landlock" else set())


@pytest.mark.parametrize("setting", SETTINGS)
def test_no_escape_succeeds(setting: str) -> None:
    check(setting, *reached(setting))


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.skipif(not test_sandbox.ADMINISTRATOR, reason="all tests run as such a user here")
@pytest.mark.skipif(shutil.which("setpriv") is None, reason="setpriv is not installed")
def test_no_escape_succeeds_for_an_ordinary_user(setting: str) -> None:
    python = test_sandbox._other_python()
    if python is None:
        pytest.skip("there is no Python with NumPy that an ordinary user can run")
    code = "import json; from tests.hostile import test_settings; "
    done = test_sandbox._as_nobody(
        python, f"{code}print(json.dumps(test_settings.reached({setting!r})))"
    )

    assert done.returncode == 0, done.stderr
    check(setting, *json.loads(done.stdout.splitlines()[-1]))
