"""Everything has a type, the annotations are not evaluated, and x is positional only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from tinytorch.core.tensor import Tensor


class Layer:
    """Base class of all layers."""

    trainable: ClassVar[bool] = True

    def forward(self, x: Tensor, /, *args: Any, **kwargs: Any) -> Tensor:
        """Compute the output."""
        message: str = f"{self.__class__.__qualname__}.forward"
        raise NotImplementedError(message)

    def __call__(self, x: Tensor, /, *args: Any, **kwargs: Any) -> Any:
        """Run forward."""
        return self.forward(x, *args, **kwargs)

    def parameters(self) -> list[Tensor]:
        """Return what is trained."""
        result: list[Tensor] = []
        return result
