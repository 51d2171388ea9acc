from dataclasses import replace

import pytest

from polyregions import box, he_random, montufar, ternary, verify_claim, whole_space
from polyregions.constructions import cancelling_facet
from polyregions.errors import PolyregionsError, UnknownOptionError
from polyregions.networks import Network
from polyregions.theorems import complete_count
from tests.helpers.enumeration import enumerated


def claiming(network, **changes):
    """Return a network with its claim changed."""
    return Network(network.layers, network.domain, claim=replace(network.claim, **changes))


@pytest.mark.parametrize("variant", ["paper", "relu", "slim"])
@pytest.mark.parametrize("depth", [7, 1500])
def test_theorem_1_is_verified_far_beyond_enumeration(variant, depth):
    network = ternary(inputs=3, width=40, depth=depth, variant=variant)
    verification = verify_claim(network)
    assert verification.holds
    assert verification.computed == (7 if variant == "slim" else 5) ** (3 * ((depth - 1) // 2))
    assert verification.method == "composition"
    assert verification.proper_activation is None


def test_a_wrong_claim_is_refuted_by_composition():
    network = ternary(inputs=3, width=40, depth=99)
    wrong = claiming(network, regions=network.claim.regions + 1)
    verification = verify_claim(wrong)
    assert not verification
    assert verification.method == "composition"
    assert str(verification).startswith("refuted: there are ")


def test_what_cannot_be_composed_is_enumerated():
    verification = verify_claim(montufar(2, 6, 2))
    assert (verification.method, verification.computed) == ("enumeration", 9)
    assert verification.proper_activation == 9
    assert verify_claim(cancelling_facet()).computed == 4
    found = complete_count(he_random((2, 5, 5, 1)))
    assert found.method == "enumeration"


def test_the_claims_domain_and_definition_count():
    network = montufar(inputs=2, width=6, depth=3)
    plane = claiming(network, regions=100, domain=whole_space(2))
    assert verify_claim(plane)
    affine = verify_claim(claiming(network, regions=32, definition="affine"))
    assert affine
    assert affine.method == "enumeration"
    small = claiming(network, regions=9, domain=box([0, 0], ["1/3", "1/3"]))
    assert verify_claim(small)


def test_both_methods_agree():
    networks = [montufar(2, 4, 4), ternary(1, 13, 6), ternary(2, 12, 5), he_random((2, 4, 2, 1))]
    for network in networks:
        for domain in (network.domain, whole_space(network.inputs)):
            assert complete_count(network, domain).count == enumerated(network, domain), (
                network.name
            )


def test_verification_says_what_is_wrong():
    with pytest.raises(PolyregionsError, match="no claim to verify"):
        verify_claim(he_random((2, 3, 1)))
    with pytest.raises(UnknownOptionError, match="steam"):
        verify_claim(montufar(2, 4, 3), engine="steam")
    with pytest.raises(UnknownOptionError):
        verify_claim(claiming(montufar(2, 4, 3), definition="round"))
