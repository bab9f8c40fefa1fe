"""Linear is one layer instead of the class of them."""

Linear = Linear(3, 2)
