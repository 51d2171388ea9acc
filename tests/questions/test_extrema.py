"""Extrema against brute force: the values at all vertices, and along all rays, of all regions."""

import json
import math
import random
from fractions import Fraction

import pytest

import polyregions as pr
from polyregions.arithmetic import dot
from polyregions.errors import InvalidDomainError, InvalidNumberError, UnknownOptionError
from polyregions.polytopes import contains
from tests.helpers.awkward import AWKWARD
from tests.helpers.clocks import fake_clock
from tests.helpers.data import golden_cases, golden_network
from tests.helpers.engines import ENGINE_NAMES
from tests.helpers.executors import PicklingExecutor

TENT = pr.Network([pr.Layer([[1], [1]], [0, -1]), pr.Layer([[1, -2]], [0], "identity")])


def brute_maximum(network, row, domain=None):
    """Return the greatest value, None where there is none."""
    best = None
    for region in pr.regions(network, domain):
        found = network.affine_map(region.pattern)
        gradient = [dot(row, column) for column in zip(*found.weights, strict=True)]
        generators = region.generators
        lines = [*generators.lines, *(tuple(-x for x in line) for line in generators.lines)]
        if any(dot(gradient, ray) > 0 for ray in (*generators.rays, *lines)):
            return None
        values = [dot(row, network.exact(vertex)) for vertex in generators.vertices]
        best = max(values if best is None else [best, *values])
    return best


def check(network, row, answer, want, domain=None):
    """Check an answer, and what it shows, by the network alone."""
    place = domain or network.domain or pr.whole_space(network.inputs)
    found = network.affine_map(answer.pattern)
    signs = network.signs(answer.point)
    bits = answer.pattern.bits
    assert all(s == 0 or (s > 0) == bool(b) for s, b in zip(signs, bits, strict=True))
    assert contains(place, answer.point)
    if want is None:
        assert isinstance(answer, pr.UnboundedExtremum)
        gradient = [dot(row, column) for column in zip(*found.weights, strict=True)]
        assert dot(gradient, answer.ray) == answer.slope > 0
        for far in (1, 10**9, 10**700):
            point = [x + far * r for x, r in zip(answer.point, answer.ray, strict=True)]
            assert contains(place, point)
            value = dot(row, network.exact(answer.point)) + far * answer.slope
            assert dot(row, network.exact(point)) == value
    else:
        assert isinstance(answer, pr.Extremum)
        assert answer.value == want
        assert dot(row, network.exact(answer.point)) == want == dot(row, found(answer.point))


def compare(network, row, domain=None, **options):
    row = [Fraction(entry) for entry in row]
    want = brute_maximum(network, row, domain)
    for engine in ENGINE_NAMES:
        answer = pr.maximise(network, row, domain, engine=engine, **options)
        check(network, row, answer, want, domain)
        opposite = pr.minimise(network, [-x for x in row], domain, engine=engine, **options)
        if want is not None:
            assert opposite.value == -want
        else:
            assert opposite.slope < 0


@pytest.mark.parametrize("few", [True, pytest.param(False, marks=pytest.mark.slow)])
def test_awkward_networks(few):
    for case in AWKWARD[::6] if few else AWKWARD:
        outputs = case.network.outputs
        for row in ([1] * outputs, [-1, *[2] * (outputs - 1)]):
            compare(case.network, row)


@pytest.mark.slow
def test_golden_networks():
    for case in golden_cases():
        network = golden_network(case)
        if case["counts"]["proper_activation"] < 300:
            compare(network, [(-1) ** i for i in range(network.outputs)])


def test_small_networks_of_any_kind():
    """Integers, so that there are ties; without bias; of one to three inputs; any domain."""
    for seed in range(14):
        rng = random.Random(seed)
        inputs, layers, before = rng.randint(1, 3), [], None
        for units in [*rng.choices([1, 2, 3, 4], k=rng.randint(0, 2)), rng.randint(1, 2)]:
            size = before or inputs
            weights = [[rng.randint(-2, 2) for _ in range(size)] for _ in range(units)]
            bias = [rng.choice([0, 0, 1, -1]) * (seed % 3 > 0) for _ in range(units)]
            layers.append(pr.Layer(weights, bias))
            before = units
        last = layers.pop()
        kind = rng.choice(["relu", "identity"])
        network = pr.Network([*layers, pr.Layer(last.weights, last.bias, kind)])
        cone = pr.HPolytope(
            inputs, [(*(-int(i == j) for j in range(inputs)), 0) for i in range(inputs)]
        )
        domain = rng.choice([pr.box([-1] * inputs, [1] * inputs), pr.simplex(inputs), cone, None])
        row = [rng.choice([1, -1, 0, Fraction(1, 3)]) for _ in range(network.outputs)]
        try:
            compare(network, row, domain)
        except Exception as error:
            error.add_note(f"seed {seed}")
            raise


def test_plateaus_take_no_long_search():
    """Many regions with the same greatest value: saturated outputs, and a ridge."""
    rng = random.Random(0)
    weights = [[rng.randint(-3, 3) for _ in range(3)] for _ in range(14)]
    hidden = pr.Layer(weights, [rng.randint(-2, 2) for _ in range(14)])
    capped = [
        hidden,
        pr.Layer([[1] * 14, [1] * 14], [-1, -2]),
        pr.Layer([[1, -1]], [0], "identity"),
    ]
    ridge = [hidden, pr.Layer([[0] * 14], [5], "identity")]
    for layers, want in ((capped, 1), (ridge, 5)):
        network = pr.Network(layers, [[-2, 2]] * 3)
        regions = pr.count_regions(network, definition="proper_activation")
        assert regions > 200
        for engine in ENGINE_NAMES:
            answer = pr.maximise(network, 0, engine=engine)
            check(network, [1], answer, want)
            if engine == "lp":
                assert answer.regions + answer.dropped < 20


def test_only_regions_that_may_hold_more_are_visited():
    """Of thousands of regions in ten dimensions hardly any are."""
    network = pr.he_random((10, 10, 10, 1), seed=0, bias_std=0.3).with_domain([[-0.2, 0.2]] * 10)
    answer = pr.maximise(network, 0)
    assert float(answer.value) == pytest.approx(-0.3254867308952989)
    assert network.exact(answer.point) == (answer.value,)
    assert answer.regions + answer.dropped < 150


def test_objectives():
    network = pr.Network([pr.Layer([[1], [-1]]), pr.Layer([[1, 1], [2, 0]], [0, 1], "identity")])
    domain = [[-1, 2]]
    assert pr.maximise(network, 1, domain).value == 5
    assert pr.maximise(network, [0, 1], domain).value == 5
    assert pr.maximise(network, ["1/3", 0], domain, constant=0.5).value == Fraction(7, 6)
    assert pr.minimise(network, [1, 0], domain, constant="1/3").value == Fraction(1, 3)
    assert pr.minimise(network, [0, 0], domain).value == 0
    last = pr.Network([pr.Layer([[1], [-1]], [-1, 0])])
    assert pr.maximise(last, [-1, -1], [[0, 3]]).value == 0
    assert pr.maximise(last, [1, -1], [[0, 3]]).value == 2


def test_answers_are_texts_and_json():
    found = pr.maximise(TENT, 0, [[0, 3]])
    assert str(found) == f"maximum 1 at (1), in the region {found.pattern}"
    assert json.loads(json.dumps(found.to_json())) == {
        **{"kind": "maximum", "complete": True, "bounded": True, "value": 1, "point": [1]},
        **{
            "pattern": str(found.pattern),
            "regions_visited": found.regions,
            "dropped": found.dropped,
        },
    }
    endless = pr.maximise(TENT, [-1])
    assert str(endless).startswith("no maximum: from (")
    assert endless.to_json()["ray"] == [1]
    assert endless.to_json()["value"] is None
    assert (endless.value, pr.minimise(TENT, 0).value) == (math.inf, -math.inf)
    assert repr(found) == f"<Extremum: {found}>"
    steep = pr.Network([pr.Layer([[3, f"1/{10**30}"]], [0], "identity")])
    assert max(map(abs, pr.maximise(steep, 0).step[0])) == 1
    affine = pr.Network([pr.Layer([["1/3"]], [0], "identity")])
    assert str(pr.minimise(affine, 0, [[1, 2]])) == "minimum 1/3 at (1)"


HARD = pr.he_random((4, 8, 8, 1), seed=3, bias_std=0.5).with_domain([[-2, 2]] * 4)


def test_budgets_of_regions():
    want = pr.maximise(HARD, 0, engine="lp")
    for network, most in ((HARD, 0), (pr.Network(HARD.layers, [[-4, 4]] * 4), 1)):
        answer = pr.maximise(network, 0, engine="lp", max_regions=most)
        if isinstance(answer, pr.PartialExtremum):
            assert answer.reason == "max_regions"
            assert answer.value <= answer.bound
            assert answer.regions > most
            assert answer.to_json()["complete"] is False
            with pytest.raises(TypeError, match="look at its value"):
                bool(answer)
        else:
            assert answer.regions <= most
    assert want.value == pr.maximise(HARD, 0, engine="lp", max_regions=10**6).value


@pytest.mark.parametrize("engine", ENGINE_NAMES)
def test_budgets_of_time_stop_it_everywhere(engine):
    """What is found by then is below the maximum, what bounds it above."""
    network = pr.he_random((2, 5, 5, 1), seed=1, bias_std=0.5).with_domain([[-1, 1]] * 2)
    want = pr.minimise(network, 0, engine=engine)
    with fake_clock() as clock:
        assert pr.minimise(network, 0, engine=engine, max_seconds=10**9).value == want.value
    total, kinds = clock.questions, set()
    assert total > 40
    for seconds in sorted({*range(0, total, total // 16), total - 1, total}):
        with fake_clock() as clock:
            answer = pr.minimise(network, 0, engine=engine, max_seconds=seconds)
        kinds.add(type(answer))
        if isinstance(answer, pr.Extremum):
            assert answer.value == want.value
            continue
        assert clock.questions <= seconds + 9
        assert answer.reason == "max_seconds"
        assert answer.value is None or answer.value >= want.value
        assert answer.bound is None or answer.bound <= want.value
        assert answer.value is None or answer.bound is not None  # that comes first
        if answer.value is None:
            assert "before a value was found" in str(answer)
        else:
            assert "minimum <=" in str(answer)
            assert network.exact(answer.point) == (answer.value,)
    assert kinds == {pr.PartialExtremum, pr.Extremum}


def test_without_a_budget_the_time_ends_it():
    with pytest.raises(pr.OutOfTime), fake_clock(), pr.time_limit(5):
        pr.maximise(HARD, 0, engine="lp")


@pytest.mark.parametrize("engine", ENGINE_NAMES)
def test_whoever_works_the_value_is_the_same(engine):
    want = pr.maximise(HARD, 0, engine=engine)
    told = []
    answers = [
        pr.maximise(HARD, 0, engine=engine, progress=told.append),
        pr.maximise(HARD, 0, engine=engine, executor=PicklingExecutor(), workers=2),
    ]
    for answer in answers:
        check(HARD, [1], answer, want.value)
    if engine == "vertices":
        check(HARD, [1], pr.maximise(HARD, 0, engine=engine, workers=2), want.value)


@pytest.mark.slow
def test_processes():
    want = pr.maximise(HARD, 0, engine="lp")
    check(HARD, [1], pr.maximise(HARD, 0, engine="lp", workers=2), want.value)


def test_interrupts_say_how_far_it_came():
    def interrupt(found):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt) as caught:
        pr.maximise(HARD, 0, engine="lp", progress=interrupt)
    assert "regions had been found" in caught.value.__notes__[0]


@pytest.mark.parametrize(
    ("objective", "domain", "error", "message"),
    [
        ([1, 2], None, UnknownOptionError, "give one for each"),
        (1, None, UnknownOptionError, "counted from 0"),
        (-1, None, UnknownOptionError, "counted from 0"),
        ([], None, UnknownOptionError, "give one for each"),
        (["one"], None, InvalidNumberError, "write an integer"),
        ([float("nan")], None, InvalidNumberError, "finite"),
        (True, None, InvalidNumberError, "give a sequence"),
        ("1", None, InvalidNumberError, "give a sequence"),
        (0, [[1, 1]], InvalidDomainError, "no interior"),
        (0, [[0, 1]] * 2, InvalidDomainError, "dimension"),
    ],
)
def test_bad_input_is_said_in_one_line(objective, domain, error, message):
    with pytest.raises(error, match=message) as caught:
        pr.maximise(TENT, objective, domain)
    assert "\n" not in str(caught.value)


def test_an_empty_domain():
    nothing = pr.HPolytope(1, [(1, 0), (-1, -1)])
    with pytest.raises(InvalidDomainError, match="no interior"):
        pr.minimise(TENT, 0, nothing)
