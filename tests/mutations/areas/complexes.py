"""Faults of the region complex: merging, residues, facets, graphs and decision boundaries."""

from tests.mutations.mutant import Mutant

_TESTS = "complexes/test_complex_details.py::test_"
LABELS = (
    _TESTS + "labels_of_a_hat",
    _TESTS + "labels_are_numbered_by_their_first_members",
    _TESTS + "equal_residues_prove_nothing",
    _TESTS + "the_only_bit_that_changes",
    _TESTS + "labels_where_engine_lp_has_found_the_regions",
)
RESIDUES = (_TESTS + "residues_of_fractions",)
RELEVANCE = (_TESTS + "units_that_contribute",)
FACETS = (
    _TESTS + "units_on_both_sides_of_a_facet",
    _TESTS + "facets_on_which_several_units_vanish",
    _TESTS + "polytopes_of_a_cross",
)
LAYERS = (_TESTS + "layers_of_facets",)
EQUAL = (_TESTS + "complexes_differ_by_their_domains",)
POINTS = (_TESTS + "points_on_faces",)
GRAPHS = (_TESTS + "graphs_of_a_cross",)
FILES = ("files/test_complex_files.py",)
COLUMNS = (
    "complexes/test_columns.py::test_exact_forms_of_any_patterns",
    "complexes/test_columns.py::test_the_largest_forms_that_occur_are_exact",
    "complexes/test_columns.py::test_prefixes_of_any_patterns",
    "complexes/test_columns.py::test_only_what_pairs_leave_open_is_computed_exactly",
    "complexes/test_columns.py::test_maps_beyond_floats",
    "complexes/test_columns.py::test_regions_some_at_a_time",
)
UNITS = (
    "complexes/test_complex_details.py::test_facets_on_which_several_units_vanish",
    "complexes/test_columns.py::test_a_unit_that_vanishes_on_the_boundary",
)
DECISIONS = (_TESTS + "three_outputs_meet", _TESTS + "a_level_and_where_it_is_only_touched")
TOURNAMENT = (_TESTS + "a_tournament_of_five",)
SEGMENTS = (_TESTS + "regions_on_a_segment",)


def _fault(name, file, text, replacement, tests, reason="", equivalent=False):
    return Mutant(name, f"complexes/{file}.py", text, replacement, tests, reason, equivalent)


def _merging(name, text, replacement, reason="", equivalent=False):
    return _fault(f"merging: {name}", "merging", text, replacement, LABELS, reason, equivalent)


def _residues(name, text, replacement, reason="", equivalent=False):
    return _fault(f"residues: {name}", "residues", text, replacement, RESIDUES, reason, equivalent)


def _cells(name, text, replacement, tests=FACETS, reason="", equivalent=False):
    name = f"cells: {name}"
    return _fault(name, "cell_complex", text, replacement, tests, reason, equivalent)


def _form(name, text, replacement):
    return _fault(f"facet forms: {name}", "facet_forms", text, replacement, FACETS)


def _points(name, text, replacement, file="locating"):
    return _fault(f"locate: {name}", file, text, replacement, POINTS)


def _column(name, file, text, replacement):
    return _fault(f"columns: {name}", file, text, replacement, COLUMNS)


def _graph(name, text, replacement, file="graph"):
    return _fault(f"{file}: {name}", file, text, replacement, GRAPHS)


def _decisions(name, file, text, replacement, tests=DECISIONS):
    return _fault(f"decisions: {name}", f"decisions/{file}", text, replacement, tests)


def _segments(name, text, replacement):
    return _fault(f"segments: {name}", "line_density", text, replacement, SEGMENTS)


STREAMS = ("complexes/test_streams.py",)


def _streams(name, file, text, replacement):
    return Mutant(f"streams: {name}", file, text, replacement, STREAMS)


_STREAMS = (
    _streams("regions that are not told", "complexes/streams.py", "count += step[0]", "count = 0"),
    _streams("no limit", "complexes/streams.py", "with until(end):", "with time_limit(None):"),
    _streams(
        "a limit around who takes them",
        "complexes/streams.py",
        "replace(execution, max_seconds=None).shown()",
        "time_limit(execution.max_seconds), execution.shown()",
    ),
    _streams(
        "parts for the whole",
        "complexes/streams.py",
        "    yield PartialResult(network, domain, name, partial)",
        "    return partial",
    ),
    _streams("facets of others", "refinement/cell_batch.py", "offsets - first", "offsets"),
    _streams(
        "units on facets of others",
        "refinement/facet_units.py",
        "self.facets[start:end] - first",
        "self.facets[start:end]",
    ),
    _streams(
        "units after others",
        "refinement/facet_units.py",
        "offsets - offsets[0], units)",
        "offsets, units)",
    ),
    _streams(
        "the last batch alone",
        "refinement/vertices/mapping.py",
        "            made.append((len(batch), function(problem.network, batch)))",
        "            made = [(len(batch), function(problem.network, batch))]",
    ),
    _streams(
        "a search that goes on",
        "refinement/vertices/mapping.py",
        "before = rest.stored()",
        "before = rest",
    ),
    _streams(
        "measures of later regions",
        "refinement/vertices/generators.py",
        "most -= int(counts[arrays.REGIONS])",
        "pass",
    ),
    _streams("in no order", "complexes/places.py", "None if in_order else", "None if True else"),
    _streams(
        "the first facets",
        "complexes/streams.py",
        "self.facet_hyperplanes[begin:end]",
        "self.facet_hyperplanes[: end - begin]",
    ),
)

_LABELS = (
    _merging("equal residues for equal maps", "sizes[found] > 1", "sizes[found] < 0"),
    _merging("pairs with equal residues", "sizes[found] > 1", "sizes[found] > 3"),
    _fault(
        "merging: maps numbered among residues",
        "merging",
        "len(sizes) + len(labels)",
        "len(labels)",
        ("complexes/test_time_limits.py::test_counting_by_each_definition",),
    ),
    _merging(
        "all neighbours joined",
        "np.equal(*labels[ends.reshape(2, -1)])",
        "np.ones(len(here), dtype=bool)",
    ),
    _merging(
        "different neighbours joined",
        "np.equal(*labels[ends.reshape(2, -1)])",
        "np.not_equal(*labels[ends.reshape(2, -1)])",
    ),
    _merging(
        "facets across which several units change",
        "np.bitwise_count(changes).sum(axis=1) == 1",
        "np.bitwise_count(changes).sum(axis=1) >= 1",
    ),
    _merging("the bits of a byte", "8 * byte + 8 - length", "8 * byte + length"),
    _merging("facets that separate", "left = ~_surely", "left = _surely"),
    _merging(
        "labels of the lower side alone", "here[equal], across[equal]", "here[equal], here[equal]"
    ),
    _merging(
        "in any order",
        "order[np.argsort(first)] = np.arange(len(first))",
        "order[:] = np.arange(len(first))",
    ),
    _merging(
        "the inverse order",
        "order[np.argsort(first)] = np.arange(len(first))",
        "order[:] = np.argsort(first)",
    ),
    _fault(
        "relevance: units that are off",
        "relevance",
        "        wanted[:, units] &= bits[:, own].astype(bool)\n",
        "",
        RELEVANCE,
    ),
    _fault(
        "relevance: units beside the way",
        "relevance",
        "        kept[:, own] = wanted[:, units]\n",
        "        kept[:, own] = bits[:, own]\n",
        RELEVANCE,
    ),
    _fault(
        "relevance: the layers in order",
        "relevance",
        "zip(reversed(network.layers), reversed(connected), strict=True)",
        "zip(network.layers, connected, strict=True)",
        RELEVANCE,
    ),
)

_RESIDUES = (
    _residues(
        "the scale of the layers before",
        "zip(network.layers, network.scales, strict=False)",
        "zip(network.layers, network.scales[1:], strict=False)",
    ),
    _residues(
        "two representatives of a class",
        "np.mod(modulus.outputs(prefixes), modulus.prime)",
        "np.array(modulus.outputs(prefixes))",
    ),
    _residues(
        "the bits of the first layer",
        "own = slice(layer.offset, layer.offset + len(layer.relu_units))",
        "own = slice(0, len(layer.relu_units))",
    ),
    _residues(
        "the first units for those with a ReLU",
        "passing[:, 0, list(layer.relu_units)]",
        "passing[:, 0, : len(layer.relu_units)]",
    ),
    _residues(
        "pre-activations of the first units",
        "preactivations[:, :, list(self.network.layers[index].relu_units)]",
        "preactivations[:, :, : len(self.network.layers[index].relu_units)]",
    ),
    _residues(
        "outputs without their ReLUs",
        "            passed *= passing\n",
        "",
    ),
    _residues("the constants", "            products[:, -1] += bias\n", ""),
    _residues(
        "one prime alone",
        "_PRIMES = 2",
        "_PRIMES = 1",
        "maps with equal residues are compared exactly, so the number of primes changes the speed "
        "alone",
        equivalent=True,
    ),
)

_FACETS = (
    _cells(
        "every facet twice",
        "        once = owners < across\n",
        "        once = across >= 0\n",
        GRAPHS,
    ),
    _form(
        "the form on the other side",
        "form if bits[hyperplane] else negated(form)",
        "negated(form) if bits[hyperplane] else form",
    ),
    _form(
        "the domain's rows from the other end",
        "domain.rows[-1 - hyperplane]",
        "domain.rows[hyperplane]",
    ),
    _form(
        "the offset of the domain's row",
        "return (*(-a for a in row[:-1]), row[-1])",
        "return (*(-a for a in row[:-1]), -row[-1])",
    ),
    _cells("units of one side alone", "tuple(sorted({*units, *there}))", "units"),
    _cells(
        "units on one side of their hyperplane",
        "primitive(form if leading > 0 else [-c for c in form])",
        "primitive(form)",
    ),
    _cells(
        "constant units on facets",
        "            if any(form[:-1]):\n",
        "            if any(form):\n",
        reason="the hyperplane of no facet has a zero normal",
        equivalent=True,
    ),
    _cells(
        "equal on every domain",
        "            and self.domain.rows == other.domain.rows\n",
        "",
        EQUAL,
    ),
    _fault(
        "cells: one affine map less",
        "faced_complex",
        "return int(self.affine_labels.max()) + 1",
        "return int(self.affine_labels.max())",
        LABELS,
    ),
    _fault(
        "facet units: several units for one",
        "facet_units",
        "axis=1) == 1))",
        "axis=1) >= 1))",
        FACETS,
    ),
    _fault(
        "facet units: proportional in one entry",
        "facet_units",
        "all(crossed % prime == 0, axis=2)",
        "any(crossed % prime == 0, axis=2)",
        FACETS,
        "forms that are proportional still count, so more facets alone are left open and compared",
        equivalent=True,
    ),
    _fault(
        "facet layers: counted from 0",
        "layers_of_facets",
        "[layer + 1 for layer, _ in",
        "[layer for layer, _ in",
        LAYERS,
    ),
    _points(
        "a zero for a plus",
        "active = np.packbits(signs != 0), np.packbits(signs > 0)",
        "active = np.packbits(signs != 0), np.packbits(signs >= 0)",
    ),
    _points(
        "a zero for a sign",
        "(patterns & decided) == active",
        "patterns == active",
    ),
    _points(
        "points outside of the domain",
        "        if not contains(self.domain, point):",
        "        if False:",
        "region_complex",
    ),
    _points("any byte of the pattern", "np.asarray(np.all(", "np.asarray(np.any(~"),
    _graph("facets on both sides", "facet_neighbours > owners)", "facet_neighbours >= 0)", "edges"),
    _graph("loops", "apart = here != there", "apart = here == here", "edges"),
    _graph("facets for edges", "new[1:] = (low[1:]", "new[1:] = True | (low[1:]", "edges"),
    _graph("the lower end twice", "np.maximum(here, there)", "np.minimum(here, there)", "edges"),
    _graph(
        "units twice",
        "return np.bincount(edges[new], minlength=count), units[new]",
        "return np.bincount(edges, minlength=count), units",
        "edges",
    ),
    _graph(
        "members of the first node",
        "np.bincount(labels))",
        "np.bincount(labels) * 0 + 1)",
        "nodes",
    ),
    _graph("other regions", "labels[owners[facets]]", "labels[facets % len(labels)]", "edges"),
    _graph(
        "loops",
        "    apart = here != across\n",
        "    apart = here == here\n",
        "adjacency_matrix",
    ),
    _graph(
        "one side alone",
        "np.concatenate([here, across]), np.concatenate([across, here])",
        "np.concatenate([here, here]), np.concatenate([across, across])",
        "adjacency_matrix",
    ),
    _graph(
        "regions for linear regions",
        "(labels[side] for side in complex.adjacent_pairs)",
        "complex.adjacent_pairs",
        "adjacency_matrix",
    ),
)

_COLUMNS = (
    _column("inputs of another pattern", "residues", "passed = preactivations[prefixes.parents(index + 1)]", "passed = preactivations[np.zeros(len(passing), int)]"),
    _column("half of the range", "exact_forms", "2 * largest_output(network)", "largest_output(network)"),
    _column("signed bounds", "exact_forms", "list(map(abs, row))", "list(row)"),
    _column("no constants", "exact_forms", "return max(*slopes, *constants)", "return max(slopes)"),
    _column("other regions", "affine_columns", "        start += len(forms)\n", "        start = 0\n"),
    _column("what is not proved", "affine_columns", "are_nearest.all(axis=(1, 2))", "True"),
    _column("infinite for finite", "affine_columns", "nearest_quotient(entry, scale)", "float('inf')"),
    _column("groups of one layer", "shared_prefixes", "differs[1:] |= changes", "differs[1:] = changes"),
    _column("the group before", "shared_prefixes", 'side="right") - 1', 'side="left") - 1'),
    _column("the same layer", "shared_prefixes", "self._groups_of(layers - 1,", "self._groups_of(layers,"),
    Mutant("facet units: listed ones alone", "refinement/facet_units.py", "counts != (hyperplanes >= 0)", "counts > 1", UNITS),
    Mutant("facet units: one side", "refinement/facet_units.py", "for sides in (facets, other_sides[facets]):", "for sides in (facets, facets):", UNITS),
    Mutant("facet units: those of the own hyperplane", "refinement/facet_units.py", "        counts[listed] = sizes\n", "", UNITS),
    Mutant("facet units: other sides in another order", "refinement/enumeration.py", "others[inner[forward]] = inner[backward]", "others[inner] = inner[backward]", UNITS),
    Mutant("points in files: on the domain's boundary", "files/complexes/verification.py", "gap_signs(complex.domain, points) <= 0", "gap_signs(complex.domain, points) < 0", FILES),
    Mutant("points in files: of another pattern", "files/complexes/verification.py", "np.packbits(signs > 0, axis=1) != patterns", "np.packbits(signs > 0, axis=1) < 0 * patterns", FILES),
    Mutant("points in files: on a hyperplane", "files/complexes/verification.py", "any(any(forms[unit])", "any(False and any(forms[unit])", FILES),
    Mutant("points in files: floats for all", "files/complexes/points.py", "candidates = sorted(points.exact_points.items())", "candidates = []", FILES),
    Mutant("points in a row: the first ones", "refinement/float_points.py", "{k - start: self._exact_points[k]", "{k: self._exact_points[k]", ("refinement/test_region_columns.py::test_float_points_are_what_the_floats_are",)),
    Mutant("residue numbers: digits not balanced", "arithmetic/residue_numbers.py", "digits.append(_balanced(centred(", "digits.append((centred(", COLUMNS),
    Mutant("residue numbers: no inverse", "arithmetic/residue_numbers.py", "(residue - rest) * inverse", "(residue - rest)", COLUMNS),
    Mutant("residue numbers: one digit a step", "arithmetic/residue_numbers.py", "pair = pair + primes[k] * digits[k + 1]", "pair = pair + digits[k + 1]", COLUMNS),
    Mutant("residue numbers: a base too few", "arithmetic/residue_numbers.py", "prod(primes[k : k + 2])", "prod(primes[k : k + 1])", COLUMNS),
)  # fmt: skip

_DECISIONS = (
    _decisions(
        "ties on one side left out",
        "assembly",
        "(all if len(where) == 2 else any)(throughout)",
        "any(throughout)",
    ),
    _decisions(
        "outputs smaller than the winner",
        "assembly",
        "*(_difference(winner, form) for form in values)]",
        "*(_difference(form, winner) for form in values)]",
    ),
    _decisions(
        "half of the hyperplane", "assembly", "rows = [facet, negated(facet), *", "rows = [facet, *"
    ),
    _decisions(
        "the boundary of the domain left out",
        "facet_ties",
        "(across < 0) | (owners < across)",
        "owners < across",
    ),
    _decisions(
        "ties throughout the cell",
        "facet_ties",
        "np.any(tied & ~everywhere, axis=1)",
        "np.any(tied & everywhere, axis=1)",
    ),
    _decisions(
        "the winner of the other class",
        "tournament",
        "np.where(bits[:, unit] == 1, players[k + 1], players[k])",
        "np.where(bits[:, unit] == 0, players[k + 1], players[k])",
        TOURNAMENT,
    ),
    _decisions(
        "the lower output goes on",
        "tournament",
        "players[k + 1] - players[k]]",
        "players[k] - players[k + 1]]",
        TOURNAMENT,
    ),
    _decisions(
        "the last of an odd number",
        "tournament",
        "        if len(players) % 2:",
        "        if False:",
        TOURNAMENT,
    ),
    _decisions(
        "the last of an odd number forgotten",
        "tournament",
        "players = winners + players[2 * len(winners) :]",
        "players = winners",
        TOURNAMENT,
    ),
    _decisions(
        "equal to the winner by residues alone",
        "cells",
        "[form == forms[winner[cell]] for form in forms]",
        "[True for form in forms]",
    ),
    _decisions(
        "the level exchanged with the output",
        "boundary",
        "Layer([[0], [1]], [threshold, 0]",
        "Layer([[1], [0]], [0, threshold]",
    ),
    _decisions(
        "touching outputs separate",
        "pieces",
        "        if len(set(self.sides)) < 2:\n            return False\n",
        "        if len(self.sides) < 2:\n            return False\n        if "
        "len(set(self.sides)) < 2:\n            return True\n",
    ),
    _decisions(
        "one side of two",
        "pieces",
        "return (i in first and j in second) or (j in first and i in second)",
        "return j in first and i in second",
    ),
    _segments(
        "pieces for breakpoints",
        "return (self.open_connected - 1) / self.length",
        "return self.open_connected / self.length",
    ),
    _segments(
        "the length squared",
        "nearest_root(self.squared_length)",
        "float(self.squared_length)",
    ),
    _segments(
        "changes of the function for those of the pattern",
        "SegmentRegions(table.open_connected, table.proper_activation,",
        "SegmentRegions(table.open_connected, table.open_connected,",
    ),
    _segments("the variance of a whole population", "/ (count - 1)", "/ count"),
    _segments(
        "the mean of the densities",
        "residuals = [s.open_connected - 1 - density * s.length",
        "residuals = [s.open_connected - 1 - density",
    ),
)

MUTANTS = (*_STREAMS, *_LABELS, *_RESIDUES, *_FACETS, *_COLUMNS, *_DECISIONS)
