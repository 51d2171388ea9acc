"""Faults of trainings followed: sums of roots, sizes of boundaries, snapshots and their budgets."""

from tests.mutations.mutant import Mutant

_ROOTS = "arithmetic/test_root_sums.py::test_"
_FLAT = "polytopes/test_flat_volumes.py::test_"
_BOUNDARY = "complexes/test_boundary_measures.py::test_"
_EVOLUTION = "training/test_evolution.py::test_"


def _fault(name, file, text, replacement, *tests):
    return Mutant(f"training: {name}", file, text, replacement, tests)


MUTANTS = (
    _fault(
        "roots that are rational taken for others",
        "arithmetic/roots.py",
        "        if root * root == exact:",
        "        if root == exact:",
        _ROOTS + "ties_and_ends",
    ),
    _fault(
        "the floor of a sum for the sum",
        "arithmetic/roots.py",
        "(floors + len(irrational)) / scale",
        "floors / scale",
        _ROOTS + "ties_and_ends",
        _ROOTS + "decimals_of_two_hundred_digits_are_rounded_to_the_same",
    ),
    _fault(
        "the shadow for the polytope",
        "polytopes/flat_volumes.py",
        "Fraction(dot(normal, normal), normal[axis] ** 2)",
        "1",
        _FLAT + "by_hand",
    ),
    _fault(
        "the sign of the pivot",
        "polytopes/flat_volumes.py",
        "sign = 1 if pivot > 0 else -1",
        "sign = 1",
        _FLAT + "by_hand",
        _FLAT + "a_box_cut_in_two_grows_by_slabs",
    ),
    _fault(
        "a part counted for every pair that ties on it",
        "complexes/decisions/boundary.py",
        "(piece.regions, piece.polytope): piece",
        "(piece.regions, piece.classes, piece.polytope): piece",
        _BOUNDARY + "by_hand",
    ),
    _fault(
        "pieces that do not separate",
        "complexes/decisions/boundary.py",
        "for piece in self.separating}",
        "for piece in self.pieces}",
        _BOUNDARY + "by_hand",
    ),
    _fault(
        "densities on the slice",
        "training/measuring.py",
        "density_along(network, self.segments)",
        "density_along(network.restrict(self.subspace), self.segments)",
        _EVOLUTION + "folds",
    ),
    _fault(
        "counts by one definition",
        "training/measuring.py",
        "cells.count(self.definition.value)",
        "cells.count()",
        _EVOLUTION + "everything_is_what_the_functions_for_one_network_say",
    ),
    _fault(
        "a part for the whole",
        "training/following.py",
        'return PartialEvolution(Evolution(tuple(taken), asked.definition), "max_seconds")',
        "return Evolution(tuple(taken), asked.definition)",
        _EVOLUTION + "budgets",
    ),
    _fault(
        "a limit of others taken for the own budget",
        "training/following.py",
        "            if not limit.has_budget:",
        "            if False:",
        _EVOLUTION + "the_time_of_a_training_counts_and_what_comes_later_is_not_trained",
    ),
    _fault(
        "epochs in any order",
        "training/checkpoints.py",
        "number <= before",
        "number == before",
        _EVOLUTION + "what_is_refused",
    ),
    _fault(
        "networks of other sizes",
        "training/checkpoints.py",
        "inputs is not None and network.inputs != inputs",
        "inputs is None",
        _EVOLUTION + "what_is_refused",
    ),
)
