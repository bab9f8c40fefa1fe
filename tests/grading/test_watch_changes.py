"""A save is noticed in whichever way an editor saves, once, and when it is complete."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import SimpleQueue
from threading import Event, Thread

import pytest

from tinytorch.grading.model import EXERCISES, Exercise
from tinytorch.grading.watch import changes
from tinytorch.grading.watch.changes import StudentFiles

ROOT = Path(__file__).resolve().parents[2]
LAYER, LINEAR, DROPOUT, SEQUENTIAL = EXERCISES


class Meanwhile(Event):
    """An event that is waited for: each wait lets the next thing happen, and nothing sleeps."""

    def __init__(self, *steps: Callable[[], object]) -> None:
        super().__init__()
        self.steps = list(steps)

    def wait(self, timeout: float | None = None) -> bool:
        if self.steps:
            self.steps.pop(0)()
        return self.is_set()


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Give a checkout with the four stubs."""
    for exercise in EXERCISES:
        (tmp_path / exercise.path).parent.mkdir(parents=True)
        shutil.copy(ROOT / exercise.path, tmp_path / exercise.path)
    return tmp_path


def write(path: Path, text: str = "work = 1\n") -> None:
    path.write_text(text, encoding="utf-8")


def test_nothing_saved(checkout: Path) -> None:
    assert StudentFiles(checkout, Meanwhile()).saved() == ()


def test_save_in_place_is_told_once(checkout: Path) -> None:
    files = StudentFiles(checkout, Meanwhile())
    write(checkout / DROPOUT.path)

    assert files.saved() == (DROPOUT,)
    assert files.saved() == ()


def test_save_by_rename(checkout: Path) -> None:
    path = checkout / LINEAR.path
    files = StudentFiles(checkout, Meanwhile())
    write(path.with_suffix(".tmp"), path.read_text(encoding="utf-8"))
    path.with_suffix(".tmp").replace(path)

    assert files.saved() == (LINEAR,)


def test_file_seen_empty_is_waited_for(checkout: Path) -> None:
    path = checkout / LINEAR.path
    seen: list[int] = []
    stop = Meanwhile(lambda: None, lambda: write(path), lambda: seen.append(path.stat().st_size))
    files = StudentFiles(checkout, stop)
    write(path, "")

    assert files.saved() == (LINEAR,)
    assert seen == [9]
    assert files.saved() == ()


def test_file_written_in_pieces_is_waited_for(checkout: Path) -> None:
    path = checkout / LINEAR.path
    stop = Meanwhile(lambda: write(path, "work = 12"), lambda: write(path, "work = 123\n"))
    files = StudentFiles(checkout, stop)
    write(path, "work")

    assert files.saved() == (LINEAR,)
    assert stop.steps == []
    assert files.saved() == ()


def test_file_moved_away_for_a_backup_is_waited_for(checkout: Path) -> None:
    path = checkout / LINEAR.path
    stop = Meanwhile(lambda: None, lambda: write(path))
    files = StudentFiles(checkout, stop)
    path.rename(path.with_name("linear.py~"))

    assert files.saved() == (LINEAR,)
    assert stop.steps == []
    assert path.exists()


@pytest.mark.parametrize("end", [Path.unlink, lambda path: write(path, "")])
def test_file_that_stays_missing_or_empty_is_told(
    checkout: Path, end: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "RETURN", 0.0)
    files = StudentFiles(checkout, Meanwhile())
    end(checkout / LINEAR.path)

    assert files.saved() == (LINEAR,)
    assert files.saved() == ()


def test_other_files_beside_it_are_of_no_interest(checkout: Path) -> None:
    path = checkout / LINEAR.path
    files = StudentFiles(checkout, Meanwhile())
    for name in (
        "linear.py~",
        ".linear.py.swp",
        "#linear.py#",
        "4913",
        "linear.2026-11-23-2314.py",
    ):
        write(path.with_name(name))

    assert files.saved() == ()


def test_several_saved_at_once(checkout: Path) -> None:
    files = StudentFiles(checkout, Meanwhile())
    write(checkout / SEQUENTIAL.path)
    write(checkout / LAYER.path)

    assert files.saved() == (LAYER, SEQUENTIAL)


def test_a_save_while_waiting_for_another_is_told_with_it(checkout: Path) -> None:
    stop = Meanwhile(lambda: write(checkout / LAYER.path))
    files = StudentFiles(checkout, stop)
    write(checkout / LINEAR.path)

    assert files.saved() == (LAYER, LINEAR)


def absent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "watchfiles", None)


def failing(monkeypatch: pytest.MonkeyPatch) -> None:
    def watch(*_: object, **__: object) -> Iterator[set[object]]:
        raise OSError(28, "inotify watch limit reached")

    monkeypatch.setattr("watchfiles.watch", watch)


def present(monkeypatch: pytest.MonkeyPatch) -> None:
    import watchfiles

    assert callable(watchfiles.watch)


@pytest.fixture(params=[present, absent, failing], ids=lambda watcher: watcher.__name__)
def told(
    checkout: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[SimpleQueue[tuple[Exercise, ...]]]:
    """Give what is told of saves, with each watcher in turn."""
    request.param(monkeypatch)
    queue: SimpleQueue[tuple[Exercise, ...]] = SimpleQueue()
    stop = Event()
    thread = Thread(
        target=changes.follow, args=(StudentFiles(checkout, stop), stop, queue.put), daemon=True
    )
    thread.start()
    yield queue
    stop.set()
    thread.join(30)
    assert not thread.is_alive()


def test_followed_from_save_to_save(
    checkout: Path, told: SimpleQueue[tuple[Exercise, ...]]
) -> None:
    write(checkout / LAYER.path)
    first = told.get(timeout=30)
    temporary = checkout / "elsewhere.py"
    write(temporary)
    temporary.replace(checkout / DROPOUT.path)
    second = told.get(timeout=30)

    assert (first, second) == ((LAYER,), (DROPOUT,))


def test_followed_through_the_exchange_of_a_folder(
    checkout: Path, told: SimpleQueue[tuple[Exercise, ...]]
) -> None:
    folder = (checkout / LINEAR.path).parent
    shutil.copytree(folder, checkout / "new")
    folder.rename(checkout / "old")
    (checkout / "new").rename(folder)
    told.get(timeout=30)
    write(checkout / LINEAR.path)

    assert told.get(timeout=30) == (LINEAR,)
