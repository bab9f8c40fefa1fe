"""A worker that gives the recorded answers of a good run, question for question.

Whatever a submission could do by knowing answers beforehand, this one can do better. It has full
marks where the inputs are those of the recording, which shows that it works, and loses every test
of values where they are drawn anew.
"""

import hashlib
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from tests.hostile import grading
from tests.hostile.corpus import BY_NAME, TESTS, reference
from tinytorch.grading.given import secret, submission
from tinytorch.grading.model import EXERCISES, Report
from tinytorch.grading.run import isolated
from tinytorch.grading.run.isolation.trusted.channel import Channel
from tinytorch.grading.verdict import scoring

LINEAR = BY_NAME["linear"]
MAX_ANSWER = 1500  #: bytes of an answer that the submission has room for

REPLAY = """
import hashlib, os, struct, sys

class Linear:
    pass

frame = sys._getframe()
while frame is not None and frame.f_code.co_name != "_handle":
    frame = frame.f_back
if frame is not None:
    worker = frame.f_locals["self"]
    answer, asked = ANSWERS[b""], hashlib.sha256()
    while True:
        os.write(worker._outgoing, struct.pack(">I", len(answer)) + answer)
        size, = struct.unpack(">I", worker._exactly(4))
        asked.update(worker._exactly(size))
        answer = ANSWERS.get(asked.digest()[:8], b"N")
"""


def grade(source: bytes, seed: int, folder: Path, *, alone: bool = True) -> Report:
    """Return the report on a Linear, with inputs drawn from a seed.

    Only with a worker for each test are the questions of a test those of the recording.
    """
    for exercise in EXERCISES:
        place = folder / exercise.path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(source if exercise == LINEAR else reference(exercise))
    with isolated.prepared() as launcher:
        submitted = submission.read(folder, grading.ROOT)
        output = isolated.run(submitted, (LINEAR,), launcher=launcher, seed=seed, alone=alone)
    tests = [test for test in TESTS if test.exercise == LINEAR.folder]
    return scoring.score(tests, submitted, output, seed=seed)


@pytest.fixture(scope="module")
def replay(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Give a submission with the answers of the reference to each question of seed 7."""
    answers: dict[bytes, bytes] = {}
    asked: dict[Channel, Any] = {}  # all that was asked in a conversation, but its first question
    send, receive = Channel.send, Channel.receive

    def sending(self: Channel, frame: bytes, deadline: float) -> None:
        if self in asked:
            asked[self].update(frame)
        send(self, frame, deadline)
        if b"load" in frame and b"Linear" in frame:
            asked[self] = hashlib.sha256()

    def receiving(self: Channel, deadline: float) -> bytes:
        answer = receive(self, deadline)
        if self in asked and len(answer) <= MAX_ANSWER:
            first = asked[self].digest() == hashlib.sha256().digest()
            answers[b"" if first else asked[self].digest()[:8]] = answer
        return answer

    with mock.patch.multiple(Channel, send=sending, receive=receiving):
        grade(reference(LINEAR), 7, tmp_path_factory.mktemp("recorded"))
    source = f"ANSWERS = {answers!r}\n{REPLAY}".encode()
    assert len(source) <= submission.MAX_BYTES
    return source


def test_recorded_answers_pass_where_the_inputs_are_the_same(replay: bytes, tmp_path: Path) -> None:
    report = grade(replay, 7, tmp_path)

    assert report.earned > 15


@pytest.mark.parametrize("alone", [True, False], ids=["alone", "shared"])
@pytest.mark.parametrize("seed", [8, secret.mixed(7, bytes(32))], ids=["another", "with a secret"])
def test_recorded_answers_pass_no_test_of_values_where_they_are_not(
    replay: bytes, tmp_path: Path, seed: int, alone: bool
) -> None:
    rows = grade(replay, seed, tmp_path, alone=alone).exercises[0].tests

    passed = {row.test.nodeid.partition("::test_")[2] for row in rows if row.passed}
    assert passed <= {
        "weight_has_the_shape_in_by_out", "bias_is_a_vector_of_zeros", "bias_can_be_left_out",
        "parameters_are_weight_and_bias", "parameters_without_bias_are_the_weight_alone",
        "an_empty_batch_gives_an_empty_result", "two_layers_draw_their_own_weights",
        "each_list_of_parameters_is_a_new_one",
    }  # fmt: skip
