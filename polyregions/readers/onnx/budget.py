"""How many numbers the nodes of one graph may make together.

Each operation has a limit of its own. A file of some kilobytes can apply many of them to the same
few numbers, though, and every one makes new numbers.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import prod

from polyregions.errors import FileFormatError
from polyregions.lowering import MOST_TERMS, Tensor
from polyregions.readers.onnx.values import Value

__all__ = ["MOST_NUMBERS", "Budget"]

MOST_NUMBERS = 2 * MOST_TERMS
"""The number of coefficients, constants and places for them that all nodes may make together."""

# An affine form without terms takes about the memory of so many of them.
_TERMS_OF_A_FORM = 4


@dataclass(slots=True)
class Budget:
    """Counts the numbers that nodes make.

    Attributes
    ----------
    spent
        How many have been made.

    Examples
    --------
    >>> import numpy as np
    >>> budget = Budget()
    >>> budget.spend(np.zeros((2, 3)), is_new=True)
    >>> budget.spent
    6
    """

    spent: int = field(default=0)

    def spend(self, value: Value, is_new: bool) -> None:
        """Count the numbers in a value that a node has computed.

        Parameters
        ----------
        value
            The value.
        is_new
            Whether its numbers are new, and not those of another value in another order.

        Raises
        ------
        FileFormatError
            If there are more than ``MOST_NUMBERS`` of them by now.
        """
        self.spent += prod(value.shape)
        if is_new and isinstance(value, Tensor):
            self.spent += sum(_TERMS_OF_A_FORM + len(form.terms) for form in value.forms.flat)
        if self.spent > MOST_NUMBERS:
            raise FileFormatError(
                f"the nodes up to here make more than {MOST_NUMBERS:,} numbers: give a smaller "
                "network"
            )
