"""What an exercise may import does not depend on what is installed beside the grader."""

import warnings

import pytest

from tests.isolation.conftest import isolated
from tinytorch.core.layers import ExerciseError
from tinytorch.grading.run import imports
from tinytorch.grading.run.isolation.trusted.launcher import launch

OTHERS = ["pytest", "tinytorch.testing", "no_such_module", "hypothesis"]


@pytest.mark.parametrize("level", ["auto", "off"])
def test_a_worker_imports_what_is_offered_and_nothing_else(level: str) -> None:
    launcher = launch(level)
    try:
        for name in OTHERS:
            source = f"import {name}\n\nclass Linear:\n    pass\n"
            refused = pytest.raises(ExerciseError, match=f"No module named '{name}")
            with isolated(launcher, linear=source) as nn, refused as caught:
                _ = nn.Linear
            assert caught.value.line == 1
        lines = [
            "import dataclasses, decimal, json, math, random",
            "import numpy.linalg, numpy.fft",
        ]
        lines += ["import tinytorch.core.activations", "class Linear:", "    pass"]
        with isolated(launcher, linear="\n".join(lines)) as nn:
            assert nn.Linear
    finally:
        launcher.close()


def test_direct_mode_warns_of_what_a_grade_does_not_have() -> None:
    source = b"import numpy as np\nfrom pytest import raises\nfrom . import other\nimport math\n"

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        imports.warn_of_others("Linear", source)

    (warning,) = caught
    assert str(warning.message).startswith("pytest works here, and not where your work is graded")
    assert (warning.filename, warning.lineno) == ("exercises/02_linear/linear.py", 2)


def test_a_file_that_cannot_be_read_is_warned_of_by_nobody() -> None:
    imports.warn_of_others("Linear", b"import (")
