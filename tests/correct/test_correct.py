"""Right submissions earn full marks, whatever their style and wherever they run.

By default each variant is graded in one of the modes, in its own exercise. With ``--all-pairs`` all
are graded in every mode, and in the exercises that use their class, too.
"""

from __future__ import annotations

import pytest

from tests.correct.variants import USERS, VARIANTS, Variant
from tests.verdicts import ISOLATED, MODES, GraderOf
from tinytorch.core import layers
from tinytorch.grading.model import EXERCISES
from tinytorch.grading.run import base_class

SEED = 20_260_901


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "mode" in metafunc.fixturenames:
        pairs = [(mode, variant) for mode in MODES for variant in VARIANTS]
        if not metafunc.config.getoption("all_pairs"):
            pairs = [pair for pair in pairs if pair in SHARE]
        metafunc.parametrize(("mode", "variant"), pairs, ids=str)


def _share() -> set[tuple[str, Variant]]:
    """Return the pairs of every run: all variants by turns, and two in the mode that is slow."""
    turns = ["direct", ISOLATED] * len(VARIANTS)
    share = set(zip(turns, VARIANTS, strict=False))
    return share | {("spawned", VARIANTS[0]), ("spawned", VARIANTS[-1])}


SHARE = _share()


def test_a_right_submission_earns_full_marks(
    variant: Variant, mode: str, grader_of: GraderOf, pytestconfig: pytest.Config
) -> None:
    everywhere = pytestconfig.getoption("all_pairs")
    users = USERS.get(variant.exercise, ()) if everywhere else ()

    graded = grader_of(mode)({variant.exercise: variant.source}, (variant.exercise, *users), SEED)

    lost = {test: row.observed.message for test, row in graded.items() if not row.passed}
    assert lost == {}


@pytest.mark.parametrize("variant", [v for v in VARIANTS if v.exercise is EXERCISES[0]], ids=str)
def test_a_right_layer_is_the_base_of_the_other_exercises(
    variant: Variant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(layers, "_read", lambda relative: (relative, variant.source))
    layers.forget()

    base_class.probe()

    layers.forget()


def test_there_are_variants_of_every_exercise() -> None:
    counts = {e.name: sum(v.exercise is e for v in VARIANTS) for e in EXERCISES}

    assert counts["layer"] >= 6
    assert counts["linear"] >= 16
    assert counts["dropout"] >= 14
    assert counts["sequential"] >= 12


@pytest.mark.parametrize("variant", VARIANTS, ids=str)
def test_a_variant_says_what_is_special_in_it(variant: Variant) -> None:
    assert variant.style.endswith(".")
    assert "\n" not in variant.style


def test_the_styles_differ() -> None:
    assert len({variant.style for variant in VARIANTS}) == len(VARIANTS)


def test_windows_has_left_its_marks() -> None:
    (notepad,) = (variant for variant in VARIANTS if variant.name == "notepad")

    assert notepad.source.startswith(b"\xef\xbb\xbf")
    assert b"\r\n\tdef forward" in notepad.source
