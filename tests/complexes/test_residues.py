"""Residues only save work: what they leave open is compared exactly, so nothing depends on them."""

import numpy as np
import pytest

import polyregions as pr
from polyregions.complexes import residues
from polyregions.complexes.merging import affine_labels
from polyregions.complexes.residues import OutputResidues, UnitResidues
from tests.helpers.columns import check_facet_units
from tests.helpers.data import golden_cases, golden_network

NETWORKS = [
    pr.montufar(2, 6, 3),
    pr.ternary(2, 12, 5),
    pr.he_random((3, 6, 6, 2), seed=4),
    pr.he_random((2, 8, 1), seed=1, bias_std=0.0),
    pr.Network([pr.Layer([[1, 2, 3]], [1], "identity")]),
    pr.Network([pr.Layer([[0, 0], [1, "1/3"]], [1, 0]), pr.Layer([[1, 1e300], [0, 0]], [-1, 0])]),
]


def complexes():
    yield from (pr.regions(network) for network in NETWORKS)
    yield from (pr.regions(golden_network(case)) for case in golden_cases()[::4])


def exact_labels(complex):
    seen = {}
    form = complex.integer_form
    outputs = (tuple(form.output_forms(complex.bits(i))) for i in range(len(complex)))
    return [seen.setdefault(output, len(seen)) for output in outputs]


@pytest.mark.parametrize("primes", [None, [3], [2**11 - 9]], ids=str)
def test_labels_and_facet_units_do_not_depend_on_the_primes(primes, monkeypatch):
    if primes is not None:
        # Small primes leave nearly everything open.
        monkeypatch.setattr(residues, "primes_of_sums", lambda terms: iter(primes))
    for complex in complexes():
        labels = affine_labels(complex.integer_form, complex.enumeration.patterns)
        assert labels.tolist() == exact_labels(complex)
        check_facet_units(complex)


@pytest.mark.parametrize("network", NETWORKS, ids=str)
def test_residues_are_those_of_the_integers(network):
    complex = pr.regions(network)
    form = complex.integer_form
    units = UnitResidues(form)
    outputs = OutputResidues(form)(complex.enumeration.patterns)
    primes = [modulus.prime for modulus in OutputResidues(form)._moduli]
    for index in range(len(complex)):
        bits = np.array([complex.bits(index)], dtype=np.uint8)
        expected = [[c % units.prime for c in f] for f in form.unit_forms(complex.bits(index))]
        assert units(bits)[0].tolist() == expected
        flat = [c for f in form.output_forms(complex.bits(index)) for c in f]
        assert outputs[index].tolist() == [c % prime for prime in primes for c in flat]


@pytest.mark.parametrize("terms", [1, 2, 50, 1000, 10**6])
def test_sums_of_products_of_residues_stay_exact(terms):
    primes = [prime for prime, _ in zip(residues.primes_of_sums(terms), range(3), strict=False)]
    assert len(set(primes)) == 3
    for prime in primes:
        assert terms * (prime // 2 + 1) ** 2 < 2**53
        assert all(prime % d for d in range(2, int(prime**0.5) + 1))
