"""How long a student's code may take: the same wherever one grades, and for each exercise anew."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds that a test may take in the worker."""

    call: float = 3.0
    test: float = 10.0  #: all its calls together
    load: float = 5.0  #: each time that a file is loaded, which counts apart
    callbacks: float = 20.0  #: in the test's own layers, which a worker can call at length
    lent: float = 2.0  #: by which a test's deadlines are put off where others have the processors


@dataclass(frozen=True, slots=True)
class Budget:
    """Limits, and seconds for an exercise."""

    limits: Limits = field(default_factory=Limits)
    #: In a worker that has served other tests: what is late there is tried again in a fresh one.
    shared: Limits = field(default_factory=partial(Limits, call=0.5, test=2.0, lent=1.0))
    #: Once a test of the exercise has timed out, so that one hang is waited for once.
    hurried: Limits = field(default_factory=partial(Limits, call=0.25, test=0.5, lent=0.5))
    exercise: float = 30.0  #: for the calls of its tests
    loading: float = 40.0  #: for the times that its tests load files
