"""The command: puts files, keys, display and loop together, and ends them again."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Sequence
from queue import SimpleQueue
from threading import Event, Thread

from tinytorch.checkout import ROOT
from tinytorch.grading import command_line, messages
from tinytorch.grading.watch import changes, display, keys
from tinytorch.grading.watch.loop import Events, Loop, Pressed, Saved

_NEEDED = ("numpy", "pytest", "pytest_jsonreport")


def main(arguments: Sequence[str] | None = None) -> int:
    """Watch until told to stop, and return the exit code."""
    return command_line.run(lambda: _main(arguments))


def _main(arguments: Sequence[str] | None) -> int:
    command_line.parser(
        messages.nox("watch --"),
        "Grade an exercise each time its file is saved, and say what to do next.",
        "keys: a grades all and lists every test, h shows the next hint, q quits",
    ).parse_args(arguments)
    command_line.check_installed(*_NEEDED)
    # Both, so that the terminal is restored, and so that Ctrl-C counts where `&` has it ignored.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    try:
        _watch()
    except KeyboardInterrupt:
        return command_line.INTERRUPTED
    except BrokenPipeError:
        # Nobody reads along any more; nor may the flush at the end complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _watch() -> None:
    events: Events = SimpleQueue()
    stop = Event()
    files = changes.StudentFiles(ROOT, stop)
    with contextlib.ExitStack() as stack:
        stack.callback(stop.set)
        interactive = display.is_terminal(sys.stdin) and display.is_terminal(sys.stdout)
        shown = stack.enter_context(display.opened(sys.stdout, keys=interactive))
        loop = Loop(ROOT, shown, events)
        stack.callback(loop.close)
        if interactive:
            stack.enter_context(keys.pressed(lambda key: events.put(Pressed(key.lower()))))
        follower = Thread(
            target=changes.follow,
            args=(files, stop, lambda saved: events.put(Saved(saved))),
            daemon=True,
        )
        follower.start()
        loop.run()


if __name__ == "__main__":
    sys.exit(main())
