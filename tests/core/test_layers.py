"""Each class comes from its own exercise file, and a file that fails is named with its line."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tinytorch.core import layers
from tinytorch.core.layers import EXERCISE_FILES, ExerciseError

ROOT = Path(__file__).resolve().parents[2]
LINEAR = "exercises/02_linear/linear.py"

Write = Callable[[str, str | bytes], None]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Write]:
    """Write a file of an otherwise empty checkout, in which the layers are then looked for."""
    monkeypatch.setattr(layers, "ROOT", tmp_path)
    monkeypatch.setattr(layers, "_read", layers._read_checkout)
    monkeypatch.delenv("TINYTORCH_SOURCE", raising=False)
    layers.forget()

    def write(relative: str, source: str | bytes) -> None:
        path = tmp_path / relative
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(source if isinstance(source, bytes) else source.encode("utf-8"))

    yield write
    layers.forget()


def failure(name: str) -> ExerciseError:
    """Return the error that loading a class ends with."""
    with pytest.raises(ExerciseError) as caught:
        layers.load(name)
    return caught.value


def run(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run Python code in a fresh process, in this checkout."""
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "PYTHONUTF8": "1", **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.parametrize("name", EXERCISE_FILES)
def test_a_class_comes_from_its_exercise_file(write: Write, name: str) -> None:
    write(f"exercises/{EXERCISE_FILES[name]}", f"class {name}:\n    origin = __file__\n")

    assert Path(getattr(layers, name).origin).match(f"exercises/{EXERCISE_FILES[name]}")


def test_a_class_is_loaded_once(write: Write) -> None:
    write(LINEAR, "class Linear: pass")

    assert layers.Linear is layers.Linear


def test_importing_the_module_loads_no_exercise(write: Write) -> None:
    write("exercises/01_layer/layer.py", "1 / 0")
    write(LINEAR, "class Linear: pass")

    from tinytorch.core.layers import Linear

    assert Linear.__name__ == "Linear"


def test_an_exercise_may_import_another(write: Write) -> None:
    write("exercises/01_layer/layer.py", "class Layer: pass")
    write(LINEAR, "from tinytorch.core.layers import Layer\nclass Linear(Layer): pass")

    assert layers.Linear.__base__ is layers.Layer


def test_forget_loads_the_files_as_they_are_now(write: Write) -> None:
    write(LINEAR, "class Linear: version = 1")
    assert layers.Linear.version == 1
    write(LINEAR, "class Linear: version = 2")

    layers.forget()

    assert layers.Linear.version == 2


def test_forget_leaves_no_module_behind(write: Write) -> None:
    write("exercises/01_layer/layer.py", "1 / 0")
    write(LINEAR, "class Linear: pass")
    failure("Layer")
    layers.load("Linear")

    layers.forget()

    assert not [name for name in sys.modules if name.startswith("exercise_0")]


def test_a_substitute_takes_a_class_s_place_until_forget(write: Write) -> None:
    write("exercises/01_layer/layer.py", "class Layer: pass")
    write(LINEAR, "from tinytorch.core.layers import Layer\nclass Linear(Layer): pass")

    layers.substitute("Layer", dict)

    assert layers.Linear.__base__ is dict
    layers.forget()
    assert layers.Linear.__base__ is not dict


def test_read_from_takes_the_source_from_elsewhere(write: Write) -> None:
    write(LINEAR, "class Linear: origin = 'checkout'")

    layers.read_from(lambda relative: (f"exercises/{relative}", b"class Linear: origin = 'bytes'"))

    assert layers.Linear.origin == "bytes"


def test_dir_lists_the_four_classes() -> None:
    assert dir(layers) == ["Dropout", "Layer", "Linear", "Sequential"]


def test_another_name_is_an_attribute_error_that_lists_the_four() -> None:
    with pytest.raises(AttributeError, match=r"no Lineer; it offers Layer, Linear, Dropout, Seq"):
        _ = layers.Lineer


def test_another_name_cannot_be_imported() -> None:
    with pytest.raises(ImportError, match="cannot import name 'Lineer'"):
        from tinytorch.core.layers import Lineer  # noqa: F401 - it is to fail


def test_a_missing_file_is_named(write: Write) -> None:
    error = failure("Linear")

    assert str(error).startswith(f"{LINEAR}: the file cannot be read (")
    assert str(error).endswith("); put it back at this place")
    assert (error.path, error.line) == (LINEAR, None)
    assert error.__suppress_context__


@pytest.mark.parametrize("source", ["", "class linear: pass", "def Linear(): pass", "Linear = 3"])
def test_a_file_without_its_class_is_named(write: Write, source: str) -> None:
    write(LINEAR, source)

    assert str(failure("Linear")) == (
        f"{LINEAR}: the file does not define the class Linear; keep the name that the stub has"
    )


@pytest.mark.parametrize(
    ("source", "line", "sentence"),
    [
        ("x = 1\nclass Linear(:\n", 2, "SyntaxError: invalid syntax"),
        ("class Linear:\npass\n", 2, "IndentationError: expected an indented block"),
        ("x = 1\n\ny = 1 / 0\n", 3, "ZeroDivisionError: division by zero"),
        (
            "def f():\n    return nope\nf()\n",
            3,
            "NameError: name 'nope' is not defined (raised in line 2)",
        ),
        ("import no_such_module\n", 1, "ModuleNotFoundError: No module named 'no_such_module'"),
        ("import json\njson.loads('')\n", 2, "JSONDecodeError: Expecting value"),
        ("raise ValueError\n", 1, "ValueError"),
        ("import sys\nsys.exit()\n", 2, "SystemExit"),
    ],
)
def test_an_error_is_told_with_file_and_line(
    write: Write, source: str, line: int, sentence: str
) -> None:
    write(LINEAR, source)

    error = failure("Linear")

    assert str(error).startswith(f"{LINEAR}, line {line}: {sentence}")
    assert (error.path, error.line) == (LINEAR, line)


def test_an_interrupt_is_passed_on(write: Write) -> None:
    write(LINEAR, "raise KeyboardInterrupt")

    with pytest.raises(KeyboardInterrupt):
        layers.load("Linear")


def test_a_broken_file_leaves_the_others_usable(write: Write) -> None:
    write("exercises/01_layer/layer.py", "class Layer(:")
    write(LINEAR, "class Linear: pass")

    failure("Layer")

    assert layers.Linear.__name__ == "Linear"


def test_a_file_that_needs_a_broken_one_names_the_broken_one(write: Write) -> None:
    write("exercises/01_layer/layer.py", "class Layer(:")
    write(LINEAR, "from tinytorch.core.layers import Layer\nclass Linear(Layer): pass")

    assert failure("Linear").path == "exercises/01_layer/layer.py"


def test_a_repaired_file_needs_no_new_process(write: Write) -> None:
    write(LINEAR, "class Linear(:")
    failure("Linear")

    write(LINEAR, "class Linear: pass")

    assert layers.Linear.__name__ == "Linear"


def test_a_circle_of_imports_names_both_classes(write: Write) -> None:
    write(LINEAR, "from tinytorch.core.layers import Dropout\nclass Linear: pass")
    write(
        "exercises/03_dropout/dropout.py",
        "from tinytorch.core.layers import Linear\nclass Dropout: pass",
    )

    assert str(failure("Linear")) == (
        f"{LINEAR}: Linear is needed to load Dropout, which is needed to load Linear; "
        "remove one of the two imports"
    )


def test_a_file_that_imports_its_own_class_is_told_so(write: Write) -> None:
    write(LINEAR, "from tinytorch.core.layers import Linear")

    assert str(failure("Linear")) == (
        f"{LINEAR}: the file imports Linear, which is its own to define; remove that import"
    )


@pytest.mark.parametrize(
    "source",
    [
        b"\xef\xbb\xbfclass Linear: word = '\xc3\xa9'\n",
        b"# -*- coding: latin-1 -*-\nclass Linear: word = '\xe9'\n",
        b"class Linear:\r\n    word = '\xc3\xa9'\r\n",
    ],
    ids=["byte order mark", "latin-1 cookie", "CRLF"],
)
def test_a_file_is_decoded_as_python_would(write: Write, source: bytes) -> None:
    write(LINEAR, source)

    assert layers.Linear.word == "é"


@pytest.mark.parametrize("source", [b"word = '\xe9'\n", b"# -*- coding: no-such -*-\n", b"a\0b"])
def test_a_file_that_cannot_be_decoded_is_named(write: Write, source: bytes) -> None:
    write(LINEAR, source)

    error = failure("Linear")

    assert error.path == LINEAR
    assert error.line is None or error.line >= 1


def test_source_solutions_takes_the_reference(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(LINEAR, "class Linear: origin = 'exercises'")
    write("solutions/02_linear/linear.py", "class Linear: origin = 'solutions'")

    monkeypatch.setenv("TINYTORCH_SOURCE", "solutions")

    assert layers.Linear.origin == "solutions"


def test_another_source_is_refused(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TINYTORCH_SOURCE", "solution")

    sentence = "^TINYTORCH_SOURCE is 'solution'; it may be exercises or solutions$"
    with pytest.raises(ImportError, match=sentence):
        layers.load("Linear")


@pytest.mark.skipif(not (ROOT / "solutions").is_dir(), reason="the template has no solutions")
def test_the_environment_variable_reaches_a_fresh_process() -> None:
    code = "from tinytorch.core.layers import Linear; print(Linear.forward.__code__.co_filename)"

    files = [run(code, TINYTORCH_SOURCE=source).stdout for source in ("exercises", "solutions")]

    assert [Path(file.strip()).parts[-3] for file in files] == ["exercises", "solutions"]


def test_importing_layers_loads_neither_exercises_nor_the_grader() -> None:
    code = "import sys, tinytorch.core.layers; print(*sys.modules)"

    modules = run(code).stdout.split()

    assert "tinytorch.core.layers" in modules
    assert not [name for name in modules if name.startswith(("exercise_", "tinytorch.grading"))]
    assert "numpy" not in modules
