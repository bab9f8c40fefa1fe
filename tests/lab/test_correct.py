"""No right solution is told as wrong, however it is written and whatever it draws from."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tinytorch.core.layers import EXERCISE_FILES
from tinytorch.lab import costs, dropout, handwriting, initialisation, throughput

ROOT = Path(__file__).resolve().parents[2]
SUBMISSIONS = ROOT / "tests/correct/submissions"


def each_submission(name):
    folder = EXERCISE_FILES[name].partition("/")[0]
    paths = sorted((SUBMISSIONS / folder).glob("*.py"))
    assert len(paths) > 5
    return pytest.mark.parametrize("path", paths, ids=lambda path: path.stem)


@pytest.fixture
def submit(solve, checkout):
    def submit(name, path):
        solve(*EXERCISE_FILES)
        shutil.copy(path, checkout / "exercises" / EXERCISE_FILES[name])

    return submit


def reads_all():
    return not handwriting.how_many(handwriting.measure(passes=1)).startswith("Wrong")


@each_submission("Linear")
def test_a_right_linear_is_told_as_right(submit, path):
    submit("Linear", path)

    account = costs.measure((5, 4, 3), 2)
    # 8 x 65,536 weights: their deviation is known to 0.1 %, and 1 % is 10 sigma.
    study = initialisation.measure(depth=8, batch=4)

    assert costs.parameter_memory(account).endswith("exactly as predicted")
    assert initialisation.drawn_by_linear(study).startswith("Linear draws its weights as LeCun")
    assert reads_all()


# `attempt` keeps what NumPy warns of from being shown, such as 1 / 0 that np.where does not use.
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@each_submission("Dropout")
def test_a_right_dropout_is_told_as_right(submit, path):
    submit("Dropout", path)

    # The bounds are those of the findings: one wrong alarm in 1e13 runs.
    study = dropout.measure(numbers=10_000, passes=100)

    told = (
        dropout.share_of_zeros(study),
        dropout.mean_of_dropout(study),
        dropout.fresh_masks(study),
        dropout.evaluation_against_training(study.passes),
    )
    assert not [finding for finding in told if finding.startswith("Wrong")]
    assert reads_all()


@each_submission("Sequential")
def test_a_right_sequential_is_told_as_right(submit, path):
    submit("Sequential", path)

    assert throughput.measure((5, 4, 3), batches=(1,), seconds=0).timings
    assert reads_all()
