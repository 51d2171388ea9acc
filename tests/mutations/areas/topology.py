"""Faults of the topology of sets: orientation, pivots, chains of faces, and which faces are in."""

from tests.mutations.mutant import Mutant

_HOMOLOGY = ("complexes/topology/test_homology.py",)
_SETS = ("complexes/topology/test_topology_of_sets.py",)
_PLANE = ("complexes/topology/test_topology_of_sets.py::test_torsion_of_a_projective_plane",)


def _topology(file, tests):
    def mutant(name, text, replacement, tests=tests, **other):
        path = f"complexes/topology/{file}.py"
        return Mutant(f"topology: {name}", path, text, replacement, tests, **other)

    return mutant


_orientation = _topology("orientation", _HOMOLOGY)
_matching = _topology("matching", _HOMOLOGY)
_elimination = _topology("elimination", _HOMOLOGY)
_groups = _topology("homology_groups", _HOMOLOGY)
_complexes = _topology("chain_complex", _HOMOLOGY)
_chains = _topology("chains", _SETS)
_faces = _topology("compared_faces", _SETS)
_kinds = _topology("output_sets", _SETS)
_answers = _topology("topology_of_sets", _SETS)

# fmt: off
MUTANTS = (
    _orientation("diamonds that agree", "agree = lower.values[below[even]] != lower.values[below[odd]]", "agree = lower.values[below[even]] == lower.values[below[odd]]"),
    _orientation("ends of one sign", "np.array([1, -1], dtype=np.int64)", "np.array([1, 1], dtype=np.int64)"),
    _orientation("edges with any ends", "if np.any(np.diff(incidence.offsets) != 2):", "if False:"),
    _orientation("sides that contradict each other", "if np.any(positive == negative) or not np.all(is_joined):", "if not np.all(is_joined):"),
    _orientation("boundaries in parts", "if np.any(positive == negative) or not np.all(is_joined):", "if np.any(positive == negative):"),
    _orientation("more than two sides", "if not is_paired or np.any(keys[1:-1:2] == keys[2::2]):", "if not is_paired:"),
    _orientation("the last cells of a batch", "int(np.searchsorted(ends, limit, side=\"right\")) - 1)", "int(np.searchsorted(ends, limit, side=\"right\")) - 2)", equivalent=True, reason="batches are a cell shorter"),
    _matching("pivots that are no units", "units = np.abs(lines.weights[chosen]) == 1", "units = np.abs(lines.weights[chosen]) > 0"),
    _matching("two pivots in a line", "crossed, first = np.unique(lines.sums[candidates], return_index=True)", "crossed, first = lines.sums[candidates], np.arange(len(candidates))"),
    _matching("lines that stay", "own[chosen], others[crossed] = False, False", "own[chosen] = False"),
    _matching("entries that stay", "touched = lines.delete(crossing, crossed)", "touched = chosen"),
    _matching("collapses alone", "deleted = self._run(by_columns, self.rows, by_rows, self.columns)", "deleted = 0", equivalent=True, reason="the elimination finds what is left"),
    _elimination("remainders", "new = self._coefficients.residue(old + value)", "new = old + value", equivalent=True, reason="even entries are no pivots, and the rest is taken modulo 2"),
    _elimination("the sign of a pivot", "factor = -pivot * column.pop(row)", "factor = -column.pop(row)"),
    _elimination("what cancels", "del column[i]", "pass"),
    _elimination("any pivots", "units = [i for i, value in column.items() if abs(value) == 1]", "units = list(column)"),
    _elimination("the rest", "return smith_divisors(dense)", "return []"),
    _elimination("the dense rest modulo 2", "return [1] * rank_modulo(dense, 2)", "return [1] * len(columns)"),
    _elimination("dense integers", "return self._coefficients is Coefficients.GF2 and size <= _MOST_DENSE", "return size <= _MOST_DENSE", equivalent=True, reason="the Smith normal form takes longer, and says the same"),
    _groups("a row left out of each component", "left[representatives] = False", "pass", equivalent=True, reason="the elimination takes longer"),
    _groups("rows left out where columns have sums", "if not np.any(sums % 2 if complex.coefficients is Coefficients.GF2 else sums):", "if True:"),
    _groups("pivots that are not cleared", "pivots[elimination.pivot_columns] = True", "pass", equivalent=True, reason="their rows depend on the others"),
    _groups("rows that are cleared", "left = ~pivots", "left = pivots"),
    _groups("torsion", "if divisor > 1)", "if divisor > 2)"),
    _groups("Euler's relation is not asked for", "raise InternalError(\"the Euler characteristic is not that of the homology\")", "pass", equivalent=True, reason="it holds"),
    _complexes("boundaries of boundaries", "raise InternalError(\"the boundary of a boundary is not zero\")", "pass"),
    _complexes("even entries modulo 2", "remainders = tuple(boundary.modulo_two() for boundary in self.boundaries)", "remainders = self.boundaries", equivalent=True, reason="even entries are no pivots, and the rest is taken modulo 2"),
    _chains("unbounded faces of closed sets", "member & ~_have_rays(lattice, faces)", "member"),
    _chains("faces on the boundary in open sets", "member & ~faces.are_on_boundary", "member"),
    _chains("faces in place of their duals", "incidences = [incidence.transposed() for incidence in _incidences(lattice)][::-1]", "incidences = _incidences(lattice)"),
    _chains("stars of the faces alone", "upper[incidence.owners[lower[incidence.indices]]] = True", "pass"),
    _faces("the signs of other units", "byte, bit = divmod(self.complex.integer_form.units, 8)", "byte, bit = 0, 0"),
    _faces("zeros are negative", "np.where(vanishing, 0, -1)", "np.where(vanishing, -1, -1)"),
    _faces("the last comparisons for all", "if self._last is None or self._last[0] != comparisons:", "if self._last is None:"),
    _kinds("the level with another sign", "return Layer([row], [-self.level])", "return Layer([row], [self.level])"),
    _kinds("classes of one output, exchanged", "(\"sublevel\", \"superlevel\")[", "(\"superlevel\", \"sublevel\")["),
    _kinds("another output", "int(i == self.output)", "int(i == 0)"),
    _kinds("closed sets without their level", "upward >= 0 if self.closed else upward > 0", "upward > 0"),
    _kinds("below is above", "upward = -signs if self.name == \"sublevel\" else signs", "upward = signs"),
    _kinds("one of the others is enough", "found = np.all(upward", "found = np.any(upward"),
    _kinds("ties of outputs that are not largest", "largest[:, second] &= signs[:, unit] <= 0", "pass"),
    _kinds("one largest output", "np.count_nonzero(largest, axis=1) > 1", "np.count_nonzero(largest, axis=1) > 0"),
    _kinds("arguments without meaning", "raise _meaningless(name, \"level\", level)", "pass"),
    _answers("the part inside of the domain", "if chosen.closed:", "if chosen.closed or chosen.is_relatively_closed:"),
    _answers("torsion is left out", "torsion = (*found.torsion, *((),) * inputs)[:inputs]", "torsion = ((),) * inputs", _PLANE),
)
