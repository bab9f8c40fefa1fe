"""Submissions that are not plain text: each function is one, and its docstring says what it does.

Given are the path of the exercise's file and the reference for it; returned are paths and contents.
None stands for a file that is not there; a string is the target of a link.
"""

from __future__ import annotations

from pathlib import Path

Files = dict[str, bytes | str | None]

ROOT = Path(__file__).parents[2]


def byte_order_mark(path: str, reference: bytes) -> Files:
    """The file begins with a byte order mark, as Notepad writes it."""
    return {path: b"\xef\xbb\xbf" + reference}


def carriage_returns(path: str, reference: bytes) -> Files:
    """The lines end as on Windows."""
    return {path: reference.replace(b"\n", b"\r\n")}


def old_mac_lines(path: str, reference: bytes) -> Files:
    """The lines end in a carriage return alone."""
    return {path: reference.replace(b"\n", b"\r")}


def utf_16(path: str, reference: bytes) -> Files:
    """The file was saved as "Unicode", which is UTF-16."""
    return {path: reference.decode("utf-8").encode("utf-16")}


def latin_1(path: str, reference: bytes) -> Files:
    """A text has an umlaut in another encoding than UTF-8."""
    return {path: b"TITLE = 'f\xfcr die \xdcbung'\n" + reference}


def declared_latin_1(path: str, reference: bytes) -> Files:
    """A text has an umlaut in another encoding, which the file declares."""
    return {path: b"# -*- coding: latin-1 -*-\nTITLE = 'f\xfcr die \xdcbung'\n" + reference}


def unknown_encoding(path: str, reference: bytes) -> Files:
    """The file declares an encoding that does not exist."""
    return {path: b"# -*- coding: klingon -*-\n" + reference}


def nul_bytes(path: str, reference: bytes) -> Files:
    """The end of the file was lost to a full disk, and reads as zeros."""
    return {path: reference + bytes(512)}


def random_bytes(path: str, reference: bytes) -> Files:
    """The file is a picture that was given the name of an exercise."""
    return {path: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4}


def empty(path: str, reference: bytes) -> Files:
    """The file is empty."""
    return {path: b""}


def missing(path: str, reference: bytes) -> Files:
    """The file is not there."""
    return {path: None}


def saved_under_another_name(path: str, reference: bytes) -> Files:
    """The browser has saved the file under another name."""
    return {path: None, path.replace(".py", " (1).py"): reference}


def a_notebook(path: str, reference: bytes) -> Files:
    """The answer was handed in as a notebook."""
    return {path: None, path.replace(".py", ".ipynb"): b'{"cells": []}'}


def a_folder(path: str, reference: bytes) -> Files:
    """A folder has the name of the file."""
    return {path: None, f"{path}/linear.py": reference}


def a_link(path: str, reference: bytes) -> Files:
    """The file is a link to the reference, which a grader that follows links would grade."""
    return {path: path.replace("exercises", "solutions")}


def a_linked_folder(path: str, reference: bytes) -> Files:
    """The folder of the exercise is a link to the one of the reference."""
    folder = path.rpartition("/")[0]
    return {path: None, folder: folder.replace("exercises", "solutions")}


def a_large_file(path: str, reference: bytes) -> Files:
    """The file carries five megabytes of digits, which take a parser seconds and gigabytes."""
    return {path: reference + b"\nDATA = [" + b"0, " * 1_700_000 + b"]\n"}


def a_deep_expression(path: str, reference: bytes) -> Files:
    """The file holds 60 000 brackets in each other."""
    return {path: reference + b"\nDEEP = " + b"(" * 60_000 + b")" * 60_000 + b"\n"}


def a_long_sum(path: str, reference: bytes) -> Files:
    """The file holds one sum of 60 000 terms, too deep a tree for the compiler."""
    return {path: reference + b"\nSUM = " + b"+".join([b"1"] * 60_000) + b"\n"}


def edited_tests(path: str, reference: bytes) -> Files:
    """The tests were replaced by one that passes, which is worth all the points."""
    tests = (ROOT / path).parent.glob("test_*.py")
    gone = {each.relative_to(ROOT).as_posix(): b'"""Nothing is left."""\n' for each in tests}
    return {**gone, **_one_test(path, points=35), path: WORTHLESS}


def edited_points(path: str, reference: bytes) -> Files:
    """The points of the first test, of a shape, are all that there are."""
    name = f"{path.rpartition('/')[0]}/test_1_contract.py"
    text = (ROOT / name).read_text("utf-8").replace("points(3)", "points(30)", 1)
    return {name: text.encode("utf-8"), path: ZERO}


def edited_helpers(path: str, reference: bytes) -> Files:
    """The helpers of the tests find that everything is close to everything."""
    name = "tinytorch/testing/compare.py"
    lenient = "\n\ndef close(actual, expected):\n    return np.ones_like(actual, bool)\n"
    return {name: (ROOT / name).read_bytes() + lenient.encode("utf-8"), path: ZERO}


def edited_grader(path: str, reference: bytes) -> Files:
    """The plugin of the grader runs no test."""
    name = "tinytorch/grading/run/plugin.py"
    idle = "\n\ndef pytest_pyfunc_call(pyfuncitem):\n    return True\n"
    return {name: (ROOT / name).read_bytes() + idle.encode("utf-8"), path: WORTHLESS}


def edited_tensor(path: str, reference: bytes) -> Files:
    """The provided Tensor was replaced by one whose numbers are close to all others."""
    name = "tinytorch/core/tensor.py"
    lenient = (
        "\nnp.isclose = lambda a, b, **how: np.ones(np.broadcast_shapes(a.shape, b.shape), bool)\n"
    )
    return {name: (ROOT / name).read_bytes() + lenient.encode("utf-8"), path: ZERO}


def _one_test(path: str, points: int) -> Files:
    folder = path.rpartition("/")[0]
    text = f'''import pytest


@pytest.mark.points({points})
def test_nothing(nn):
    """Nothing is checked."""
'''
    return {f"{folder}/test_1_contract.py": text.encode("utf-8")}


WORTHLESS = b"class Linear:\n    pass\n"
ZERO = b"""
import numpy as np

from tinytorch.core.tensor import Tensor


class Linear:
    def __init__(self, in_features, out_features, bias=True):
        self.weight = Tensor(np.zeros((in_features, out_features)))
        self.bias = Tensor(np.zeros(out_features)) if bias else None

    def forward(self, x):
        return Tensor(np.zeros((*x.shape[:-1], self.weight.shape[1])))
"""
