"""The ReLU network: an immutable chain of exact layers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import Points, exact_points, is_one_point, sign
from polyregions.errors import InvalidDomainError, InvalidNetworkError, short
from polyregions.networks.affine_map import AffineMap
from polyregions.networks.bounded_signs import BoundedSigns
from polyregions.networks.chain import check_chain, exact_preactivations, exact_values, shortened
from polyregions.networks.claim import Claim
from polyregions.networks.conversions import no_network
from polyregions.networks.integer_form import IntegerForm
from polyregions.networks.layer import Layer
from polyregions.networks.notebook import network_html
from polyregions.networks.pattern import Pattern
from polyregions.networks.restriction import restricted_domain, restricted_layer
from polyregions.networks.subspace import AffineSubspace
from polyregions.polytopes import HPolytope, box_of_intervals

__all__ = ["Network"]


@dataclass(frozen=True, slots=True, repr=False)
class Network:
    """The piecewise linear function that a chain of layers computes, from R^n0 to R^nL.

    Two networks are equal iff their layers and domains are; name and claim are remarks.

    Parameters
    ----------
    layers
        At least one :class:`Layer`; each takes as many inputs as the one before has units. The last
        one is usually an identity layer, but need not be.
    domain
        The inputs of interest: an H-polytope, or a box as ``[[lower, upper], ...]``; None for all
        of R^n0.
    name
        A name for tables and files.
    claim
        A published statement about the network's regions.

    Attributes
    ----------
    subspace
        The slice whose coordinates the inputs are, of a network that :meth:`restrict` has made;
        None of others. It is not part of what the network is: files do not keep it.

    Raises
    ------
    InvalidNetworkError, InvalidDomainError
        If there are no layers, sizes do not fit, or the domain has another dimension.

    Examples
    --------
    >>> tent = Network([Layer([[1], [-1]]), Layer([[1, 1]], activation="identity")])
    >>> tent.exact(["-1/3"])
    (Fraction(1, 3),)
    """

    layers: tuple[Layer, ...]
    domain: HPolytope | None = None
    name: str | None = field(default=None, compare=False)
    claim: Claim | None = field(default=None, compare=False)
    subspace: AffineSubspace | None = field(default=None, compare=False)
    _integer_form: IntegerForm | None = field(default=None, compare=False)
    _bounded_signs: BoundedSigns | None = field(default=None, compare=False)

    def __init__(
        self,
        layers: Iterable[Layer],
        domain: Any = None,
        name: str | None = None,
        claim: Claim | None = None,
    ) -> None:
        if not isinstance(layers, Iterable):
            raise InvalidNetworkError(f"layers is {short(layers)}: give a list of Layer objects")
        chain = tuple(layers)
        check_chain(chain)
        if domain is not None and not isinstance(domain, HPolytope):
            domain = box_of_intervals(domain)
        if domain is not None and domain.dimension != chain[0].inputs:
            raise InvalidDomainError(
                f"the domain has dimension {domain.dimension} where the network takes "
                f"{chain[0].inputs} inputs: give a domain of that dimension"
            )
        object.__setattr__(self, "layers", chain)
        object.__setattr__(self, "domain", domain)
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "claim", claim)
        object.__setattr__(self, "subspace", None)
        object.__setattr__(self, "_integer_form", None)
        object.__setattr__(self, "_bounded_signs", None)

    @property
    def inputs(self) -> int:
        """The dimension n0 of the input space."""
        return self.layers[0].inputs

    @property
    def outputs(self) -> int:
        """The number of outputs."""
        return self.layers[-1].units

    @property
    def widths(self) -> tuple[int, ...]:
        """The sizes n0, n1, ..., nL, inputs and outputs included."""
        return (self.inputs, *(layer.units for layer in self.layers))

    @property
    def widths_text(self) -> str:
        """The widths as text; in deep networks, runs of one width are shortened.

        Examples
        --------
        >>> Network([Layer([[1]])] * 30).widths_text
        '(1 x 31)'
        """
        return shortened(self.widths)

    @property
    def pattern_sizes(self) -> tuple[int, ...]:
        """The number of ReLU units of every layer that has some: the groups of a pattern."""
        return tuple(size for layer in self.layers if (size := len(layer.relu_units)))

    def __repr__(self) -> str:
        parts = [repr(list(self.layers))]
        if self.domain is not None:
            parts.append(f"domain={self.domain!r}")
        if self.name is not None:
            parts.append(f"name={self.name!r}")
        if self.claim is not None:
            parts.append(f"claim={self.claim!r}")
        return f"Network({', '.join(parts)})"

    def __str__(self) -> str:
        return f"{self.name or 'network'} {self.widths_text}"

    def _repr_html_(self) -> str:
        """Show a table of the layers in notebooks."""
        return network_html(self.name, self.layers, self.domain, self.claim)

    def __call__(self, x: Any) -> NDArray[np.float64]:
        """Evaluate in binary64.

        Parameters
        ----------
        x
            Float inputs of shape (k, n0), or a single input of shape (n0,).

        Returns
        -------
        ndarray of float64, shape (k, nL) or (nL,)
        """
        batch = np.asarray(x, dtype=np.float64)
        if batch.ndim not in (1, 2) or batch.shape[-1] != self.inputs:
            raise InvalidNetworkError(
                f"inputs have shape {batch.shape}: give (k, {self.inputs}) or ({self.inputs},)"
            )
        values = np.atleast_2d(batch)
        for layer in self.layers:
            values = layer(values)
        return values if batch.ndim == 2 else values[0]

    def exact(self, x: Any) -> tuple[Fraction, ...]:
        """Evaluate at one point given by n0 exact numbers, without rounding."""
        return exact_values(self.layers, x)

    def pattern(self, x: Any) -> Pattern:
        """Return the activation pattern at one exact point: 1 iff the pre-activation is > 0.

        Examples
        --------
        >>> Network([Layer([[1], [-1]])]).pattern([2])
        Pattern('10')
        """
        chain = exact_preactivations(self.layers, x)
        groups = [[int(z[i] > 0) for i in layer.relu_units] for layer, z in chain]
        return Pattern([group for group in groups if group])

    def signs(self, x: Any) -> Any:
        """Return the sign of every ReLU unit's pre-activation, exactly.

        Parameters
        ----------
        x
            One point by n0 exact numbers; or k points in an array, a tensor, a data frame or nested
            sequences of shape (k, n0).

        Returns
        -------
        tuple of int, or ndarray of int8, shape (k, units)
            -1, 0 or 1, layer by layer. Floats decide where a bound of their error proves the sign;
            the others are computed in integers.

        Raises
        ------
        InvalidNumberError, InvalidNetworkError
            If the shape does not fit, or a coordinate is no finite number.

        Examples
        --------
        >>> Network([Layer([[1], [-1]])]).signs([2])
        (1, -1)
        >>> Network([Layer([[1], [-1]])]).signs([[2.5], [0.0]]).tolist()
        [[1, -1], [0, 0]]
        """
        if not is_one_point(x):
            return self.signs_at(exact_points(x, self.inputs, "x"))
        chain = exact_preactivations(self.layers, x)
        return tuple(sign(z[i]) for layer, z in chain for i in layer.relu_units)

    def patterns(self, points: Any) -> NDArray[np.uint8]:
        """Return the activation patterns at many points, exactly: 1 iff a pre-activation is > 0.

        Parameters
        ----------
        points
            As for :meth:`signs`, of shape (k, n0).

        Returns
        -------
        ndarray of uint8, shape (k, units)

        Examples
        --------
        >>> Network([Layer([[1], [-1]])]).patterns([[2.5], [-1.0]]).tolist()
        [[1, 0], [0, 1]]
        """
        signs = self.signs_at(exact_points(points, self.inputs))
        return (signs > 0).astype(np.uint8)

    def signs_at(self, points: Points) -> NDArray[np.int8]:
        """Return the signs at points that are exact already; see :meth:`signs`."""
        if self._bounded_signs is None:
            signs = BoundedSigns(self.layers, self.integer_form)
            object.__setattr__(self, "_bounded_signs", signs)
        found = self._bounded_signs
        assert found is not None
        return found(points)

    def affine_map(self, pattern: Pattern | str) -> AffineMap:
        """Return the affine map that the network computes wherever it has this pattern.

        Raises
        ------
        InvalidNetworkError
            If the pattern's groups are not the network's ``pattern_sizes``.

        Examples
        --------
        >>> Network([Layer([[1], [-1]]), Layer([[1, 1]], None, "identity")]).affine_map("01")
        AffineMap([[-1]], [0])
        """
        return self.integer_form.output_map(self.checked_pattern(pattern))

    @property
    def integer_form(self) -> IntegerForm:
        """The network scaled to integers, computed once."""
        if self._integer_form is None:
            object.__setattr__(self, "_integer_form", IntegerForm.of(self.layers))
        form = self._integer_form
        assert form is not None
        return form

    def checked_pattern(self, pattern: Pattern | str) -> Pattern:
        """Return the pattern after checking that its groups fit the network."""
        checked = Pattern(pattern) if isinstance(pattern, str) else pattern
        if not isinstance(checked, Pattern):
            raise InvalidNetworkError(
                f"{short(pattern)} is no activation pattern: give a Pattern, or its text"
            )
        if tuple(map(len, checked)) != self.pattern_sizes:
            raise InvalidNetworkError(
                f"the pattern {str(checked)!r} does not fit: this network's patterns have groups "
                f"of sizes {self.pattern_sizes}"
            )
        return checked

    def with_domain(self, domain: Any) -> Network:
        """Return the same network on another domain (None: all of R^n0), without its claim."""
        network = Network(self.layers, domain, self.name)
        object.__setattr__(network, "subspace", self.subspace)
        return network

    def compose(self, inner: Network) -> Network:
        """Return the network x -> self(inner(x)), on the domain of ``inner``.

        Its layers are those of ``inner`` and then its own; none are merged, so that its patterns
        are those of ``inner`` at x followed by its own at inner(x).

        Parameters
        ----------
        inner
            The network that is applied first, with as many outputs as this one has inputs. The
            domain of this one plays no part.

        Returns
        -------
        Network
            With the name "f o g" where both have names, and no claim.

        Raises
        ------
        InvalidNetworkError
            If ``inner`` is no network, or has another number of outputs.

        Examples
        --------
        >>> size = Network([Layer([[1], [-1]]), Layer([[1, 1]], None, "identity")])
        >>> shift = Network([Layer([[2]], [-3], "identity")], [[0, 4]])
        >>> size.compose(shift).exact([1]), shift.compose(size).exact([1])
        ((Fraction(1, 1),), (Fraction(-1, 1),))
        """
        if not isinstance(inner, Network):
            raise no_network(inner)
        if inner.outputs != self.inputs:
            raise InvalidNetworkError(
                f"the inner network has {inner.outputs} outputs where the outer one takes "
                f"{self.inputs} inputs: make them equal"
            )
        name = f"{self.name} o {inner.name}" if self.name and inner.name else None
        network = Network((*inner.layers, *self.layers), inner.domain, name)
        object.__setattr__(network, "subspace", inner.subspace)
        return network

    def restrict(self, origin: Any, directions: Any = None, domain: Any = None) -> Network:
        """Return the network on a line, a plane or a flat of any dimension, exactly.

        The new network takes slice coordinates t in R^k and computes what this one does at
        origin + t_1 directions_1 + ... + t_k directions_k. Only the first layer changes: the units
        and layers stay what they are, so that patterns mean the same.

        Parameters
        ----------
        origin, directions
            A point and k independent vectors of R^n0; or an :class:`AffineSubspace`, as
            :func:`through` makes from points, in place of both.
        domain
            The domain in slice coordinates, instead of the network's own: an H-polytope, or a box
            as ``[[lower, upper], ...]``. Omitted: the part of the slice in the network's domain,
            all of R^k where it has none.

        Raises
        ------
        InvalidDomainError, InvalidNumberError
            If the directions are dependent or lengths differ, or the domain is omitted and the
            slice meets the network's own in less than dimension k.

        Examples
        --------
        >>> size = Network([Layer([[1, 1], [-1, -1]]), Layer([[1, 1]], None, "identity")])
        >>> size.restrict([0, -1], [[1, 0]]).exact([3])
        (Fraction(2, 1),)
        """
        if not isinstance(origin, AffineSubspace):
            subspace = AffineSubspace(origin, directions)
        elif directions is None:
            subspace = origin
        else:
            raise InvalidDomainError(
                "directions are given beside a subspace, which has its own: leave them out, and "
                "give a domain by domain="
            )
        if subspace.ambient_dimension != self.inputs:
            raise InvalidDomainError(
                f"a {subspace} is no slice of the inputs, which are {self.inputs} numbers: give "
                f"an origin and directions in R^{self.inputs}"
            )
        if domain is None and self.domain is not None:
            domain = restricted_domain(self.domain, subspace)
        first = restricted_layer(self.integer_form.layers[0].rows, subspace)
        name = None if self.name is None else f"{self.name} on a {subspace.kind}"
        network = Network((first, *self.layers[1:]), domain, name)
        object.__setattr__(network, "subspace", subspace)
        return network
