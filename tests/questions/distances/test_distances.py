"""Distances against complete complexes, closed forms and samples; budgets; bad input."""

import json
from fractions import Fraction
from random import Random

import numpy as np
import pytest

import polyregions as pr
from polyregions.polytopes import Norm, interior_point, whole_space
from polyregions.questions.distances.float_cells import FloatScene
from tests.helpers.awkward import AWKWARD, SQUARE
from tests.helpers.cases import each, sampled
from tests.helpers.clocks import MOST_QUESTIONS_AFTER, fake_clock, results_by_budget
from tests.helpers.data import golden_cases, golden_network
from tests.questions.distances.brute_force import check_distances

NORMS = list(Norm)
ABSOLUTE = pr.Network([pr.Layer([[1], [-1]]), pr.Layer([[1, 1]], None, "identity")])


def points_of(network, cells, random):
    """Yield a point inside of the domain, and one inside, on a face, or in a vertex of a region."""
    yield interior_point(cells.domain)
    region = cells[random.randrange(len(cells))]
    vertices = region.vertices
    yield random.choice([region.interior_point, *vertices])
    if len(vertices) > 1:
        yield tuple((a + b) / 2 for a, b in zip(*random.sample(vertices, 2), strict=True))


@each("case", sampled([pytest.param(case, id=case.name) for case in AWKWARD], 6))
def test_awkward_networks(case):
    cells, random = pr.regions(case.network), Random(case.name)
    for x in points_of(case.network, cells, random):
        check_distances(case.network, x, random.choice(NORMS), cells=cells)


SMALL_CASES = [
    pytest.param(case, id=case["name"])
    for case in golden_cases()
    if 1 < case["counts"]["proper_activation"] <= 40
]


@each("case", sampled(SMALL_CASES[::4], 10))
def test_golden_networks(case):
    network, random = golden_network(case), Random(case["name"])
    cells = pr.regions(network)
    for x in points_of(network, cells, random):
        check_distances(network, x, random.choice(NORMS), cells=cells)


@pytest.fixture(params=["exactly", "in floats"])
def way(request, monkeypatch):
    """Search without floats too."""
    if request.param == "exactly":
        monkeypatch.setattr(FloatScene, "admits", staticmethod(lambda network, point: False))


@pytest.mark.usefixtures("way")
def test_random_networks():
    random = Random(0)
    for seed, widths in enumerate(
        [(1, 5, 4, 3), (2, 6, 5, 2), (2, 5, 1), (3, 5, 3, 3), (2, 4, 4, 4, 3)]
    ):
        network = pr.he_random(widths, seed=seed)
        cells = pr.regions(network)
        x = [Fraction(random.randint(-64, 64), 64) for _ in range(widths[0])]
        level = Fraction(1, 3) if widths[-1] == 1 else None
        check_distances(network, x, NORMS[seed % 3], level, cells)


@pytest.mark.usefixtures("way")
def test_networks_without_biases_and_with_few_weights():
    """Many regions meet where the distances are attained."""
    random = Random(1)
    for seed in range(12):
        n = random.randint(1, 3)
        draw = lambda rows, columns: [  # noqa: E731
            [random.choice([-1, 0, 0, 1]) for _ in range(columns)] for _ in range(rows)
        ]
        bias = [random.choice([-1, 0, 0, 0]) for _ in range(4)] if seed % 2 else None
        network = pr.Network(
            [
                pr.Layer(draw(4, n), bias),
                pr.Layer(draw(3, 4)),
                pr.Layer(draw(3, 3), None, random.choice(["relu", "identity"])),
            ],
            None if seed % 3 else [[-2, 2]] * n,
        )
        x = [random.choice([-1, 0, 1, Fraction(1, 2), Fraction(1, 3)]) for _ in range(n)]
        check_distances(network, x, NORMS[seed % 3])


def test_no_hidden_layer():
    network = pr.Network([pr.Layer([[3, 4], [0, 0]], [0, 10], "identity")])
    found = pr.distance_to_boundary(network, [0, 0])
    assert (found.value, found.point, found.classes) == (
        2.0,
        (Fraction(6, 5), Fraction(8, 5)),
        (0, 1),
    )
    assert pr.distance_to_boundary(network, [0, 0], "l1").value == Fraction(5, 2)
    assert pr.distance_to_boundary(network, [0, 0], "linf").value == Fraction(10, 7)
    assert isinstance(pr.distance_to_facet(network, [0, 0]), pr.InfiniteDistance)


def test_zero_networks():
    """Everything ties, or nothing does."""
    zero = pr.Network([pr.Layer([[0, 0]] * 3), pr.Layer([[0] * 3] * 2, None, "identity")])
    for norm in NORMS:
        found = pr.distance_to_boundary(zero, [5, -5], norm.value)
        assert (found.value, found.point, found.classes) == (0, (5, -5), (0, 1))
        assert pr.distance_to_class(zero, [5, -5], 1, norm.value).value == 0
    assert "ties at the point" in str(pr.certified_radius(zero, [1, 1])).replace(
        "tie at", "ties at"
    )
    apart = pr.Network([pr.Layer([[0, 0]] * 3), pr.Layer([[0] * 3] * 2, [1, 0], "identity")])
    found = pr.distance_to_boundary(apart, [5, -5])
    assert isinstance(found, pr.InfiniteDistance)
    assert found.reason == "the class does not change in the domain"
    assert isinstance(pr.distance_to_class(apart, [0, 0], 1), pr.InfiniteDistance)
    assert pr.certified_radius(apart, [0, 0]).value == float("inf")


def test_one_input_in_closed_form():
    """|x| - 2 is zero at 2 and -2; only what lies in the domain counts."""
    network = pr.Network([pr.Layer([[1], [-1]]), pr.Layer([[1, 1]], [-2], "identity")])
    for norm in NORMS:
        found = pr.distance_to_boundary(network, ["1/2"], norm.value)
        assert (found.value, found.point) == (Fraction(3, 2), (2,))
        found = pr.distance_to_boundary(network, ["1/2"], norm.value, [[-5, 1]])
        assert (found.value, found.point) == (Fraction(5, 2), (-2,))
        found = pr.distance_to_boundary(network, ["1/2"], norm.value, [[-1, 1]])
        assert isinstance(found, pr.InfiniteDistance)
        found = pr.distance_to_boundary(network, ["1/2"], norm.value, level=-1)
        assert (found.value, found.point) == (Fraction(1, 2), (1,))
        assert pr.distance_to_class(network, [3], 0, norm.value).value == 1
        assert pr.distance_to_class(network, [3], 1, norm.value).value == 0
        assert pr.distance_to_facet(network, ["1/2"], norm.value).point == (0,)


def test_the_domain_of_the_network_counts():
    inside = ABSOLUTE.with_domain([[0, 5]])
    assert isinstance(pr.distance_to_facet(inside, [1]), pr.InfiniteDistance)
    assert pr.distance_to_facet(inside, [1], domain=whole_space(1)).value == 1


def test_the_nearest_hyperplane_may_not_be_a_facet_in_reach():
    """The nearest facet's hyperplane meets the region outside of the domain alone."""
    layer = pr.Layer([[1, 3], [1, 0]], [-4, -3])
    network = pr.Network([layer, pr.Layer([[1, 1]], None, "identity")], pr.box([0, 0], [9, 1]))
    found = pr.distance_to_facet(network, [0, 0])
    assert (found.point, found.units) == ((1, 1), (0,))


def test_samples_are_no_nearer():
    rng = np.random.default_rng(4)
    for widths in ((6, 12, 8, 4), (12, 10, 10, 3)):
        network = pr.he_random(widths, seed=7)
        x = np.round(rng.uniform(-1, 1, widths[0]) * 256) / 256
        own = int(np.argmax(network(x)))
        for norm, order in ((Norm.L1, 1), (Norm.L2, 2), (Norm.LINF, np.inf)):
            found = pr.distance_to_boundary(network, x, norm.value)
            steps = rng.standard_normal((4000, widths[0]))
            if norm is Norm.LINF:
                steps = np.sign(steps)
            elif norm is Norm.L1:
                steps = np.eye(widths[0])[rng.integers(0, widths[0], 4000)] * np.sign(steps[:, :1])
            steps /= np.linalg.norm(steps, order, axis=1, keepdims=True)
            length = rng.uniform(0.5, 1.5, (4000, 1)) * float(found.value)
            others = np.argmax(network(x + length * steps), axis=1) != own
            # Those in floats that are nearer are of the class exactly.
            near = others & (length[:, 0] < float(found.value))
            for step in (length * steps)[near]:
                values = network.exact(
                    [Fraction(a) + Fraction(b) for a, b in zip(x, step, strict=True)]
                )
                assert values.index(max(values)) == own
            # A little beyond the nearest point there is another class.
            beyond = [p + (p - Fraction(a)) / 1000 for p, a in zip(found.point, x, strict=True)]
            values = network.exact(beyond)
            assert values.index(max(values)) != own


def test_many_inputs():
    rng = np.random.default_rng(5)
    network = pr.he_random((80, 8, 6, 4), seed=1).with_domain([[-1, 1]] * 80)
    x = np.clip(np.round(rng.uniform(-2, 2, 80) * 64) / 64, -1, 1)
    own = int(np.argmax(network(x)))
    for norm in NORMS:
        found = pr.distance_to_boundary(network, x, norm.value)
        assert isinstance(found, pr.Distance)
        assert own in found.classes
        assert len(found.classes) > 1
        assert max(map(abs, found.point)) <= 1
        gap = [p - Fraction(a) for p, a in zip(found.point, x.tolist(), strict=True)]
        assert norm.measure(gap) == found.measure
        facet = pr.distance_to_facet(network, x, norm.value)
        assert facet.measure <= found.measure or found.regions == 1


def test_json_and_texts():
    network = pr.he_random((2, 8, 3), seed=2)
    for norm in NORMS:
        found = pr.distance_to_boundary(network, [0, "1/3"], norm.value)
        facts = json.loads(json.dumps(found.to_json()))
        assert facts["to"] == "boundary"
        assert facts["norm"] == norm.value
        assert [
            Fraction(str(x)) if isinstance(x, str) else Fraction(x) for x in facts["point"]
        ] == [*found.point]
        assert str(found).startswith(f"the {norm.value} distance to the decision boundary is ")
    text = str(pr.distance_to_boundary(ABSOLUTE, [3], "l1", level=1))
    assert text.splitlines() == [
        "the l1 distance to the decision boundary is 2",
        "attained at (1), where classes 0 and 1 tie",
        "1 region visited",
    ]
    assert "where unit 0:0 vanishes" in str(
        pr.distance_to_facet(pr.Network([pr.Layer([[1]])]), [2])
    )


def test_distances_beyond_floats():
    network = pr.Network([pr.Layer([[1, 0]], [-(10**400)], "identity")])
    for norm in NORMS:
        found = pr.distance_to_boundary(network, [0, 0], norm.value)
        assert found.point[0] == 10**400
        assert str(10**400) in str(found)
        assert json.dumps(found.to_json())


# Budgets.


def check_bound(partial, whole):
    assert isinstance(partial, pr.DistanceAtLeast)
    assert 0 <= partial.measure <= whole.measure
    assert Fraction(partial.value) ** (2 if whole.sought.norm is Norm.L2 else 1) <= partial.measure
    assert partial.regions <= whole.regions
    if partial.candidate is not None:
        assert partial.candidate.measure >= whole.measure
    assert "at least" in str(partial)
    assert json.dumps(partial.to_json())


def test_budgets_of_regions():
    network, x = pr.he_random((2, 8, 6, 3), seed=2), [0, "1/3"]
    for norm in NORMS:
        whole = pr.distance_to_boundary(network, x, norm.value)
        assert whole.regions > 3
        bounds = []
        for most in range(whole.regions):
            partial = pr.distance_to_boundary(network, x, norm.value, max_regions=most)
            if isinstance(partial, pr.Distance):
                break  # the last regions were as far as the nearest point
            check_bound(partial, whole)
            assert (partial.reason, partial.regions) == ("max_regions", most)
            bounds.append(partial.measure)
        assert bounds == sorted(bounds)
        assert bounds[0] == 0 < bounds[-1]
        again = pr.distance_to_boundary(network, x, norm.value, max_regions=whole.regions)
        assert again.measure == whole.measure
    radius = pr.certified_radius(network, x, max_regions=2)
    assert isinstance(radius, pr.RadiusAtLeast)
    assert "at least in the open l2 ball" in str(radius)


@pytest.mark.usefixtures("way")
def test_budgets_of_time():
    network, x = pr.he_random((2, 5, 3, 2), seed=4), [0, "1/3"]
    for norm in NORMS:

        def within(seconds, norm=norm):
            return pr.distance_to_boundary(network, x, norm.value, max_seconds=seconds)

        *stopped, whole = results_by_budget(within, 12)
        assert len(stopped) > 3
        for partial in stopped:
            if isinstance(partial, pr.DistanceAtLeast):
                check_bound(partial, whole)
                assert partial.reason == "max_seconds"
            else:
                assert partial.measure == whole.measure


def test_time_may_end_before_a_region_is_found():
    """Many units vanish in the point, so that it takes a while to find a region there."""
    layers = pr.he_random((6, 12, 12, 2), seed=0).layers
    net = pr.Network([pr.Layer(layer.weights, None, layer.activation) for layer in layers])
    with fake_clock() as clock:
        found = pr.distance_to_boundary(net, [0] * 6, max_seconds=2)
        questions = clock.questions
    assert isinstance(found, pr.DistanceAtLeast)
    assert (found.measure, found.regions, found.reason) == (0, 0, "max_seconds")
    assert questions <= 2 + 1 + MOST_QUESTIONS_AFTER
    with fake_clock():
        radius = pr.certified_radius(net, [0] * 6, max_seconds=2)
    assert str(radius).startswith("no certified radius is known")


def test_an_outer_limit_of_time_ends_it():
    with pr.time_limit(0), pytest.raises(pr.OutOfTime):
        pr.distance_to_boundary(ABSOLUTE, [1])


# Bad input.


@each(
    "ask, message",
    [
        (
            lambda: pr.distance_to_boundary(ABSOLUTE, [1, 2]),
            "2 coordinates where the network takes",
        ),
        (lambda: pr.distance_to_boundary(ABSOLUTE, [float("nan")]), "must be finite"),
        (lambda: pr.distance_to_boundary(ABSOLUTE, [1], "l3"), "the norm 'l3' is unknown"),
        (lambda: pr.distance_to_boundary(ABSOLUTE, [1], domain=SQUARE), "dimension 2"),
        (lambda: pr.distance_to_boundary(ABSOLUTE, [1], domain=[[2, 3]]), "outside of the domain"),
        (lambda: pr.distance_to_boundary(ABSOLUTE, [1], level="x"), "level is the text"),
        (lambda: pr.distance_to_boundary(ABSOLUTE, [1], max_regions=-1), "max_regions is -1"),
        (lambda: pr.distance_to_boundary(ABSOLUTE, [1], max_seconds=-1), "give a number from 0 on"),
        (lambda: pr.distance_to_class(ABSOLUTE, [1], 2), "classes 0 to 1: give one of them"),
        (lambda: pr.distance_to_class(ABSOLUTE, [1], True), "the class is True"),
        (lambda: pr.distance_to_class(ABSOLUTE, [1], "a"), "the class is 'a'"),
        (
            lambda: pr.distance_to_boundary(pr.Network([pr.Layer([[1], [2]])]), [1], level=0),
            "2 outputs, which are compared with one another: leave the level out",
        ),
    ],
)
def test_bad_input(ask, message):
    with pytest.raises(pr.PolyregionsError, match=message) as caught:
        ask()
    assert len(str(caught.value).splitlines()) == 1


def test_progress_tells_the_regions_visited():
    told = []
    net = pr.he_random((2, 12, 12, 3), seed=1)
    found = pr.distance_to_boundary(net, [0.5, 0.25], progress=told.append)
    assert told == sorted(told)
    assert told[0] == 1
    assert told[-1] == found.regions > 1
