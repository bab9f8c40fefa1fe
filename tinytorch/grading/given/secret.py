"""What decides, together with the seed, the inputs of a grade that counts, and is in no report.

A report names its seed, so that a grade can be repeated. Whoever could draw the same inputs from it
could hand in recorded answers when the same seed is used again: for a class run that goes on, for
a grade that is doubted. So a foreign grade also has a secret, which the grader's checkout keeps.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from contextlib import suppress
from pathlib import Path

#: The environment variable that holds the secret where several machines share one.
VARIABLE = "TINYTORCH_SECRET"

_BYTES = 32


def of(grader: Path) -> bytes:
    """Return the secret of a grader's checkout, drawn when it is first asked for."""
    given = os.environ.get(VARIABLE)
    if given:
        return hashlib.sha256(given.encode("utf-8")).digest()
    place = grader / "build" / "secret"
    drawn = secrets.token_bytes(_BYTES)
    # Where it cannot be kept, a seed repeats nothing beyond the run; two that start at once agree.
    with suppress(OSError):
        place.parent.mkdir(exist_ok=True)
        with suppress(FileExistsError):
            _write(drawn, place)
        kept = place.read_bytes()
        if len(kept) == _BYTES:
            return kept
    return drawn


def _write(secret: bytes, place: Path) -> None:
    """Write a file that is whole as soon as it is there, and for its owner alone."""
    fresh = place.with_name(f"{place.name}-{secrets.token_hex(8)}")
    try:
        with open(fresh, "xb", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
            file.write(secret)
        os.link(fresh, place)
    finally:
        fresh.unlink(missing_ok=True)


def mixed(seed: int, secret: bytes) -> int:
    """Return the seed from which inputs are drawn, which says nothing about those of others."""
    return int.from_bytes(hmac.digest(secret, str(seed).encode("ascii"), "sha256"), "big")
