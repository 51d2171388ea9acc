"""Faults of the measures of regions: bounds of pairs of floats, rounding, triangulation."""

from tests.mutations.mutant import Mutant

_KERNEL = "refinement/vertices/kernel/"
_TESTS = "refinement/kernel/"
_PAIRS = (_TESTS + "test_pairs.py",)
_PULLING = (_TESTS + "test_pulling.py",)
_ROUNDING = ("arithmetic/test_enclosures.py",)
_MEASURES = "complexes/test_measures.py::test_"
_TABLES = ("complexes/test_data_frames.py::test_rows_are_linear_regions",)


def _pairs(name, text, replacement):
    return Mutant(f"pairs: {name}", _KERNEL + "pairs.py", text, replacement, _PAIRS)


def _pulling(name, text, replacement, file="pulling.py", tests=_PULLING, **other):
    return Mutant(f"pulling: {name}", _KERNEL + file, text, replacement, tests, **other)


def _rounding(name, text, replacement):
    return Mutant(f"enclosures: {name}", "arithmetic/enclosures.py", text, replacement, _ROUNDING)


def _measures(name, text, replacement, *tests):
    tests = tuple(_MEASURES + test for test in tests)
    return Mutant(f"measures: {name}", "complexes/measures.py", text, replacement, tests)


# fmt: off
MUTANTS = (
    _pairs("a sum without the rounding of its low part", "(first[2] + second[2] + FOUR_ROUNDINGS * size) * INFLATION", "(first[2] + second[2]) * INFLATION"),
    _pairs("a sum without the second error", "(first[2] + second[2] + FOUR", "(first[2] + FOUR"),
    _pairs("a product without rounding", "radius = FOUR_ROUNDINGS * size + first[2] * second[2]", "radius = first[2] * second[2]"),
    _pairs("a product without the product of the errors", "radius = FOUR_ROUNDINGS * size + first[2] * second[2]", "radius = FOUR_ROUNDINGS * size"),
    _pairs("a product without the second error", "radius += (abs(first[0]) + abs(first[1])) * second[2]", "pass"),
    _pairs("a product without the first error", "radius += (abs(second[0]) + abs(second[1])) * first[2]", "pass"),
    _pairs("a product that underflows", "radius += FLOOR", "pass"),
    _pairs("a quotient without the errors", "(abs(rest[0]) + abs(rest[1]) + rest[2]) / least", "(abs(rest[0]) + abs(rest[1])) / least"),
    _pairs("a divisor without its error", "(1.0 - 8.0 * FOUR_ROUNDINGS) - second[2]", "(1.0 - 8.0 * FOUR_ROUNDINGS)"),
    _pairs("a sign without its error", "> x[2] * INFLATION", "> 0.0"),
    _pairs("a low part of a product", "high, low = two_sum(product, lacking + (left + right))", "high, low = two_sum(product, lacking + left)"),
    _pulling("a box without the other's distance", "first[2] + abs(difference[0]) + abs(difference[1]) + difference[2]", "first[2]", "corners.py", _PAIRS),
    _pulling("rays in a box", "if is_ray[first + v] != 0:", "if False:", "corners.py"),
    _pulling("pivots", "larger = abs(system[r, column, 0]) > abs(system[best, column, 0])", "larger = False", "corners.py"),
    _pulling("rows of one coordinate", "alone = is_alone(system, r, column, inputs)", "alone = best_is_alone", "corners.py"),
    _pulling("facets with the apex", "if (facets[f, apex >> 6] >> (apex & 63)) & 1 != 0:", "if False:"),
    _pulling("parts that are smaller than facets", "if within and not whole and (not equal or g < f):", "if within and not whole and equal and g < f:", reason="simplices over faces of lower dimension are flat: they add nothing", equivalent=True),
    _pulling("facets taken twice", "if within and not whole and (not equal or g < f):", "if within and not whole and not equal:"),
    _pulling("sizes with signs", "if size[0] < 0.0:", "if False:"),
    _pulling("signs of minors", "total = added(total, term if positive else negative(term))", "total = added(total, term)"),
    _rounding("ends that are too near", "wider = radius + (np.abs(low) + radius) * 2.0**-51", "wider = radius * 0.5"),
    _rounding("one end", "np.isfinite(least) & (least == greatest)", "np.isfinite(least)"),
    _rounding("what a pair loses", "abs(low) * 2.0**-52 + 2.0**-1074", "abs(low) * 2.0**-60"),
    _measures("a volume that is not proved", "of_bounded = volumes_proved & centroids_proved.all(axis=1)", "of_bounded = centroids_proved.all(axis=1)", "awkward_networks"),
    _measures("a box that is not proved", "proved[places] = boxes_proved.all(axis=(1, 2)) & (of_bounded", "proved[places] = (of_bounded", "awkward_networks"),
    _measures("other facets", "own = own[have_facets(cells, part, own, places[own])]", "pass", "facets_that_do_not_match_are_not_believed"),
    _measures("infinite sides", "boxes[directions == 1] = np.inf", "pass", "lines_and_rays"),
    Mutant("measures: free coordinates", "refinement/vertices/measuring.py", "directions[:, free] = 1", "pass", (_MEASURES + "lines_and_rays",)),
    Mutant("measures: rays that may go anywhere", "refinement/vertices/measuring.py", "unknown = ~((np.abs(rays) > bounds) | is_zero)", "unknown = np.zeros_like(is_zero)", (_MEASURES + "directions_of_rays",)),
    Mutant("tables: facets between members", "complexes/nodes.py", "outer = (across < 0) | (nodes.labels[across] != own)", "outer = across > -2", _TABLES),
    Mutant("tables: the box of the first member", "complexes/nodes.py", "np.stack([least, nodes.over_members(np.maximum, boxes[:, :, 1])], axis=2)", "np.stack([least, nodes.over_members(np.minimum, boxes[:, :, 1])], axis=2)", _TABLES),
)
