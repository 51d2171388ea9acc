"""One layer of a network: an affine map followed by an activation for each unit."""

from __future__ import annotations

from collections.abc import Iterable, KeysView, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import (
    IntegerVector,
    float_rows,
    nearest_float,
    rationals_of,
    shortest_number,
)
from polyregions.budgets import in_time
from polyregions.errors import InvalidNetworkError
from polyregions.networks.layer_parameters import (
    ACTIVATIONS,
    activation_names,
    biases_of,
    inexact_units,
)
from polyregions.networks.sparse_weights import (
    MOST_DENSE,
    ExactTerms,
    SparseWeights,
    is_worth_sparse,
    too_large,
)
from polyregions.networks.wide_products import wide_preactivations

if TYPE_CHECKING:
    from scipy.sparse import csr_array

__all__ = ["ACTIVATIONS", "Layer"]

# As rationals, weights take 100 bytes each: they stay in memory where they are not more than this.
_MOST_KEPT = 1 << 16

Rationals = tuple[Fraction, ...]


@dataclass(frozen=True, repr=False, eq=False)
class Layer:
    """The map x -> activation(weights x + bias) with exact rational parameters.

    Parameters
    ----------
    weights
        Matrix of shape (units, inputs), of ints, Fractions, numpy numbers, binary floats (they
        stand for their exact value) or texts such as "3/7"; or a sparse one of scipy.sparse.
    bias
        Vector of length units; zero where None.
    activation
        "relu" or "identity" for all units, or a sequence with one of them for each unit.

    Attributes
    ----------
    float_bias
        The biases rounded to binary64; read-only.

    Raises
    ------
    InvalidNetworkError, InvalidNumberError
        If a shape does not fit, there are no units or no inputs, an activation is unknown, or a
        parameter is no finite rational number.

    Notes
    -----
    Units whose parameters are binary64 numbers are stored in arrays of floats alone, with 8 bytes a
    parameter; the others have their rationals beside them. Of large layers with few nonzero
    weights, such as convolutions, these alone are stored, with 12 bytes each.

    Examples
    --------
    >>> Layer([[1, "1/3"], [0.5, 2]], [0, 1])
    Layer([[1, '1/3'], [0.5, 2]], [0, 1], 'relu')
    """

    __slots__ = ("_bias", "_floats", "_others", "_weights", "activation", "float_bias")
    __match_args__ = ("weights", "bias", "activation")

    activation: tuple[str, ...]
    float_bias: NDArray[np.float64]
    _floats: NDArray[np.float64] | SparseWeights  # the weights rounded to binary64
    # (weights, bias) of the units that floats do not hold
    _others: Mapping[int, Rationals] | Mapping[int, ExactTerms]
    _weights: tuple[Rationals, ...] | None
    _bias: Rationals | None

    def __init__(
        self, weights: Any, bias: Any = None, activation: str | Sequence[str] = "relu"
    ) -> None:
        if hasattr(weights, "tocsr"):
            self._keep_sparse(SparseWeights.of_matrix(weights), bias, activation)
            return
        rows, exact_rows = float_rows(weights, "weights")
        if not rows:
            raise InvalidNetworkError("a layer has no units: give weights at least one row")
        if not len(rows[0]):
            raise InvalidNetworkError("a layer has no inputs: give weights at least one column")
        constants, exact_constants = biases_of(bias, len(rows))
        others: dict[int, Rationals] = {}
        for i in sorted({*exact_rows, *inexact_units(constants, exact_constants)}):
            row = exact_rows[i] if i in exact_rows else rationals_of(rows[i])
            bias_of_unit = exact_constants[i] if exact_constants else Fraction(float(constants[i]))
            others[i] = (*row, bias_of_unit)
        floats = np.stack(rows)
        size = len(rows), len(rows[0])
        if is_worth_sparse(*size, 0) and is_worth_sparse(*size, int(np.count_nonzero(floats))):
            exact = {i: ExactTerms.of_row(others[i]) for i in exact_rows}
            biases = constants if exact_constants is None else exact_constants
            self._keep_sparse(SparseWeights.of_dense(floats), biases, activation, exact)
            return
        self._keep(_read_only(floats), constants, others, activation)

    @classmethod
    def of_sparse_rows(
        cls,
        weights: SparseWeights,
        bias: Any,
        activation: str | Sequence[str],
        exact_terms: Mapping[int, ExactTerms] | None = None,
    ) -> Layer:
        """Return the layer with these weights, which is kept as sparse rows where that pays.

        Parameters
        ----------
        weights
            The nearest floats of the weights.
        bias, activation
            As for the layer itself.
        exact_terms
            The exact parameters of units of which floats do not hold all weights.
        """
        layer = object.__new__(cls)
        layer._keep_sparse(weights, bias, activation, exact_terms or {})
        return layer

    @classmethod
    def of_quotients(
        cls, rows: Sequence[IntegerVector], divisor: int, activation: str | Sequence[str]
    ) -> Layer:
        """Return the layer of rows of integers, the bias last, divided by a positive integer.

        Examples
        --------
        >>> Layer.of_quotients([(1, 2, 6)], 3, "relu")
        Layer([['1/3', '2/3']], [2], 'relu')
        """
        floats: list[list[float]] = []
        others: dict[int, Rationals] = {}
        for i, row in enumerate(in_time(rows)):
            exact: Rationals | None = None
            try:
                nearest = [entry / divisor for entry in row]  # Python rounds to the nearest float
            except OverflowError:
                exact = tuple([Fraction(entry, divisor) for entry in row])
                nearest = [nearest_float(entry) for entry in exact]
            ratios = map(float.as_integer_ratio, nearest) if exact is None else ()
            if any(a * divisor != n * b for n, (a, b) in zip(row, ratios, strict=False)):
                exact = tuple([Fraction(entry, divisor) for entry in row])
            if exact is not None:
                others[i] = exact
            floats.append(nearest)
        table = np.array(floats)
        if is_worth_sparse(len(table), table.shape[1] - 1, 0):
            weights = [others.get(i, tuple(row))[:-1] for i, row in enumerate(floats)]
            bias = [others.get(i, tuple(row))[-1] for i, row in enumerate(floats)]
            return cls(weights, bias, activation)
        layer = object.__new__(cls)
        layer._keep(_read_only(table[:, :-1].copy()), table[:, -1], others, activation)
        return layer

    def _keep_sparse(
        self,
        weights: SparseWeights,
        bias: Any,
        activation: str | Sequence[str],
        exact_terms: Mapping[int, ExactTerms] | None = None,
    ) -> None:
        if not all(weights.shape):
            raise InvalidNetworkError(
                f"weights have the shape {weights.shape}: give at least one row and one column"
            )
        constants, exact_constants = biases_of(bias, len(weights))
        others = dict(exact_terms or {})
        for i in inexact_units(constants, exact_constants):
            if i not in others:
                columns, values = weights.entries(i)
                bias_of_unit = exact_constants[i] if exact_constants else Fraction(0)
                others[i] = ExactTerms(
                    tuple(columns.tolist()), (*rationals_of(values), bias_of_unit)
                )
        others = {i: others[i] for i in sorted(others)}
        if is_worth_sparse(*weights.shape, len(weights.values)):
            self._keep(weights, constants, others, activation)
            return
        dense = _read_only(weights.rows(0, len(weights)))
        rows = {i: terms.row(weights.inputs) for i, terms in others.items()}
        self._keep(dense, constants, rows, activation)

    def _keep(
        self,
        floats: NDArray[np.float64] | SparseWeights,
        constants: NDArray[np.float64],
        others: Mapping[int, Rationals] | Mapping[int, ExactTerms],
        activation: str | Sequence[str],
    ) -> None:
        object.__setattr__(self, "activation", activation_names(activation, len(constants)))
        object.__setattr__(self, "float_bias", _read_only(constants.copy()))
        object.__setattr__(self, "_floats", floats)
        object.__setattr__(self, "_others", others)
        object.__setattr__(self, "_weights", None)
        object.__setattr__(self, "_bias", None)

    @property
    def is_sparse(self) -> bool:
        """Whether the nonzero weights alone are kept."""
        return isinstance(self._floats, SparseWeights)

    @property
    def fits_in_full(self) -> bool:
        """Whether there is room for all weights: the layer is no sparse one, or none too large."""
        return not self.is_sparse or self.units * self.inputs <= MOST_DENSE

    @property
    def float_weights(self) -> NDArray[np.float64]:
        """The weights rounded to binary64, read-only; of sparse rows made anew each time.

        Raises
        ------
        TooLargeError
            If the layer is kept as sparse rows, and has more than 10**8 weights with the zeros.
        """
        floats = self._floats
        return floats if isinstance(floats, np.ndarray) else _read_only(floats.rows(0, self.units))

    @property
    def float_matrix(self) -> NDArray[np.float64] | csr_array[Any, Any]:
        """The weights rounded to binary64, for products: a matrix as it is kept, perhaps sparse."""
        return self._floats if isinstance(self._floats, np.ndarray) else self._floats.matrix

    @property
    def float_entries(self) -> NDArray[np.float64]:
        """The weights rounded to binary64 in one row, with or without those that are zero."""
        floats = self._floats
        return floats.ravel() if isinstance(floats, np.ndarray) else floats.values

    @property
    def sparse_weights(self) -> SparseWeights | None:
        """The nonzero weights rounded to binary64, where they alone are kept."""
        return self._floats if isinstance(self._floats, SparseWeights) else None

    @property
    def weights(self) -> tuple[Rationals, ...]:
        """The exact weights, row by row; of wide layers made anew each time.

        Raises
        ------
        TooLargeError
            If the layer is kept as sparse rows, and has more than 10**8 weights with the zeros.
        """
        if self._weights is not None:
            return self._weights
        if not self.fits_in_full:
            raise too_large(self.units, self.inputs)
        weights = tuple(self.row(i)[:-1] for i in range(self.units))
        if self._are_few:
            object.__setattr__(self, "_weights", weights)
        return weights

    def weight_rows(self) -> Iterable[Rationals]:
        """Return the rows of ``weights`` one after the other, of wide layers not all at once."""
        if self._weights is not None or self._are_few:
            return self.weights
        return (self.row(i)[:-1] for i in range(self.units))

    @property
    def _are_few(self) -> bool:
        return self.units * self.inputs <= _MOST_KEPT

    @property
    def bias(self) -> Rationals:
        """The exact bias of each unit."""
        if self._bias is None:
            floats = enumerate(self.float_bias.tolist())
            others = self._others
            bias = tuple(
                _bias_of(others[i]) if i in others else Fraction(value) for i, value in floats
            )
            object.__setattr__(self, "_bias", bias)
        assert self._bias is not None
        return self._bias

    def row(self, unit: int) -> Rationals:
        """Return the exact weights of one unit, and its bias last."""
        known = self._others.get(unit)
        if known is not None:
            return known.row(self.inputs) if isinstance(known, ExactTerms) else known
        if isinstance(self._floats, SparseWeights):
            return self.exact_terms(unit).row(self.inputs)
        return (*rationals_of(self._floats[unit]), Fraction(float(self.float_bias[unit])))

    def exact_terms(self, unit: int) -> ExactTerms:
        """Return the exact weights of one unit that are not zero, and its bias."""
        if not isinstance(self._floats, SparseWeights):
            return ExactTerms.of_row(self.row(unit))
        known = self._others.get(unit)
        if isinstance(known, ExactTerms):
            return known
        columns, values = self._floats.entries(unit)
        bias = Fraction(float(self.float_bias[unit]))
        return ExactTerms(tuple(columns.tolist()), (*rationals_of(values), bias))

    def float_rows(self, start: int, stop: int) -> NDArray[np.float64]:
        """Return the nearest floats of the weights of some units, and of their biases last."""
        if isinstance(self._floats, np.ndarray):
            weights = self._floats[start:stop]
        else:
            weights = self._floats.rows(start, stop)
        rows = np.empty((len(weights), self.inputs + 1))
        rows[:, :-1] = weights
        rows[:, -1] = self.float_bias[start:stop]
        return rows

    @property
    def units_beyond_floats(self) -> KeysView[int]:
        """The units with a parameter that is no binary64 number, in order."""
        return self._others.keys()

    @property
    def units(self) -> int:
        """The number of units."""
        return len(self.float_bias)

    @property
    def inputs(self) -> int:
        """The number of inputs."""
        return int(self._floats.shape[1])

    @property
    def relu_units(self) -> tuple[int, ...]:
        """The indices of the units with a ReLU, those that have a bit in a pattern."""
        return tuple(i for i, name in enumerate(self.activation) if name == "relu")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Layer):
            return NotImplemented
        return self is other or (
            self.activation == other.activation
            and _are_equal(self._floats, other._floats)
            and np.array_equal(self.float_bias, other.float_bias)
            and self._others == other._others
        )

    def __hash__(self) -> int:
        # Equal parameters have equal nearest floats.
        floats = self._floats
        weights = floats.tobytes() if isinstance(floats, np.ndarray) else floats
        return hash((weights, self.float_bias.tobytes(), self.activation))

    def __reduce__(self) -> tuple[Any, ...]:
        if isinstance(self._floats, SparseWeights):
            bias = self.bias if self._others else self.float_bias
            return Layer.of_sparse_rows, (self._floats, bias, self.activation, self._others)
        if not self._others:
            return Layer, (self._floats, self.float_bias, self.activation)
        return Layer, ([*self.weight_rows()], self.bias, self.activation)

    def __repr__(self) -> str:
        if isinstance(self._floats, SparseWeights):
            size = f"{self.units} x {self.inputs}"
            return f"<Layer {size}, {len(self._floats.values)} weights that are not zero>"
        weights = [[shortest_number(w) for w in row] for row in self.weight_rows()]
        bias = [shortest_number(b) for b in self.bias]
        kinds = set(self.activation)
        activation = self.activation[0] if len(kinds) == 1 else list(self.activation)
        return f"Layer({weights}, {bias}, {activation!r})"

    @np.errstate(all="ignore")
    def __call__(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the float outputs, shape (k, units), at k float inputs, shape (k, inputs)."""
        z = x @ self.float_matrix.T + self.float_bias
        relu = np.array([name == "relu" for name in self.activation])
        return np.where(relu & (z < 0), 0.0, z)

    def preactivations(self, x: Sequence[Fraction]) -> tuple[Fraction, ...]:
        """Return weights x + bias at an exact point."""
        if self.is_sparse or not self._are_few:
            others = self.units_beyond_floats
            return wide_preactivations(self._floats, self.bias, others, self.exact_terms, x)
        return tuple(
            sum((w * value for w, value in zip(row, x, strict=True)), constant)
            for row, constant in zip(self.weight_rows(), self.bias, strict=True)
        )

    def activate(self, z: Sequence[Fraction]) -> tuple[Fraction, ...]:
        """Return the outputs for exact pre-activations."""
        return tuple(
            max(value, Fraction(0)) if name == "relu" else value
            for value, name in zip(z, self.activation, strict=True)
        )


def _bias_of(row: Rationals | ExactTerms) -> Fraction:
    return row.values[-1] if isinstance(row, ExactTerms) else row[-1]


def _are_equal(
    floats: NDArray[np.float64] | SparseWeights, others: NDArray[np.float64] | SparseWeights
) -> bool:
    if isinstance(floats, np.ndarray) and isinstance(others, np.ndarray):
        return np.array_equal(floats, others)
    return floats is others or (isinstance(floats, SparseWeights) and floats == others)


def _read_only(floats: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return an array that cannot be written to, with one zero: -0.0 is 0."""
    floats += 0.0
    floats.flags.writeable = False
    return floats
