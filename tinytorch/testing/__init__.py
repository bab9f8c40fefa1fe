"""What graded tests read well with: each helper checks one thing and says what is wrong with it.

A helper compares what the student's code gave with what the contract asks for. It never trusts
the object it is given: only a Tensor's numbers and builtin values are looked at.
"""

from tinytorch.testing.build import (
    bias_of,
    checked_dropout,
    checked_linear,
    dropout,
    layer_raising,
    layer_returning,
    linear,
    multiply,
    run,
    sample,
    sequential,
    set_parameters,
    softmax,
    symmetric,
    train,
    weight_of,
)
from tinytorch.testing.checks import (
    advised,
    assert_none,
    assert_own,
    assert_unchanged,
    assert_value,
    raises,
)
from tinytorch.testing.compare import assert_handed_back, assert_returns, assert_tensor
from tinytorch.testing.lists import assert_list, assert_new_list, assert_same_items
from tinytorch.testing.masks import (
    assert_count_varies,
    assert_drops_and_keeps,
    assert_drops_in_each_call,
    assert_each_on_its_own,
    assert_evaluates,
    assert_masks_differ,
    assert_not_always_expected,
    assert_share_dropped,
    assert_zero_or_scaled,
)
from tinytorch.testing.plain_layers import (
    Affine,
    Failing,
    Keeping,
    KeywordOnly,
    Late,
    Noise,
    parameters_of,
)
from tinytorch.testing.statistics import (
    RISKS,
    Bounds,
    Risk,
    binomial_bounds,
    centre_bounds,
    mean_bounds,
    std_bounds,
)
from tinytorch.testing.unmet import Unmet
from tinytorch.testing.weights import (
    assert_drawn_apart,
    assert_drawn_singly,
    assert_mean,
    assert_normal,
    assert_std,
)
