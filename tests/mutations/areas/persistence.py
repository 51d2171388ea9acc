"""Faults of persistence: the order of faces, the pairing, levels and what diagrams say."""

from tests.mutations.mutant import Mutant

_PAIRS = ("complexes/topology/test_persistence_pairs.py",)
_DIAGRAMS = ("complexes/topology/test_persistence.py",)
_DISTANCES = ("complexes/topology/test_bottleneck.py",)


def _topology(file, tests):
    def mutant(name, text, replacement, **other):
        path = f"complexes/topology/{file}.py"
        return Mutant(f"persistence: {name}", path, text, replacement, tests, **other)

    return mutant


_pairs = _topology("persistence_pairs", _PAIRS)
_stars = _topology("lower_stars", _DIAGRAMS)
_values = _topology("output_values", ("complexes/topology/test_output_values.py",))
_sets = _topology("persistent_homology", _DIAGRAMS)
_diagrams = _topology("persistence_diagram", _DIAGRAMS)
_compared = _topology("persistence_diagram", _DISTANCES)
_distances = _topology("bottleneck", _DISTANCES)

# fmt: off
MUTANTS = (
    _pairs("columns that begin classes are reduced", "pairs = _paired(matrix, ~begins)", "pairs = _paired(matrix, np.ones_like(begins))", equivalent=True, reason="they are cycles: the elimination takes longer, and finds nothing in them"),
    _pairs("columns that begin no class are left out", "pairs = _paired(matrix, ~begins)", "pairs = _paired(matrix, begins)"),
    _pairs("the first row of a column", "lasts = np.maximum.reduceat", "lasts = np.minimum.reduceat"),
    _pairs("pairs that are not apparent", "is_apparent = may_end & (firsts[lasts] == columns)", "is_apparent = may_end"),
    _pairs("rows that come back", "if row not in rows:", "if False:"),
    _pairs("the matrices in the other order", "return found[::-1]", "return found"),
    _stars("faces with their first vertex", "lasts = np.maximum.reduceat", "lasts = np.minimum.reduceat"),
    _stars("faces in the order of numbers", "order = np.argsort(lasts, kind=\"stable\")", "order = np.arange(len(lasts))"),
    _stars("facets by their numbers", "entries = below[faces.facets[entries_of(faces.facet_offsets[order], counts)]]", "entries = faces.facets[entries_of(faces.facet_offsets[order], counts)]"),
    _stars("vertices by their places", "last_vertices.append(vertices[lasts[order]])", "last_vertices.append(lasts[order])"),
    _values("ties of floats", "within[tied] = [places[value] for value in exact]", "pass"),
    _values("the scale of the outputs", "network.scales[-1] * point[-1])", "point[-1])"),
    _values("another output", "forms += part[:, self.output].tolist()", "forms += part[:, 0].tolist()"),
    _values("another output in floats", "maps.parts[:, self.output] for", "maps.parts[:, 0] for"),
    _values("another region's form", "dot(forms[places[place]], point)", "dot(forms[places[0]], point)"),
    _values("another region's form in floats", "Enclosures(forms[places])", "Enclosures(forms[np.zeros_like(places)])"),
    _values("floats that are not proved", "doubtful = np.flatnonzero(~proved)", "doubtful = doubtful[:0]"),
    _values("vertices in the order of their regions", "yield int(vertices[place]), Fraction", "yield int(np.sort(vertices)[0]), Fraction"),
    Mutant("persistence: values without their constants", "refinement/vertices/kernel/evaluating.py", "total = fetched(forms[k], points.shape[1])", "total = (0.0, 0.0, 0.0)", ("refinement/kernel/test_evaluating.py",)),
    _sets("superlevel sets by the values", "ranks = values.ranks if of == SUBLEVEL else -values.ranks", "ranks = values.ranks"),
    _sets("bars of length zero", "lasting = ranks[births] != ranks[deaths]", "lasting = ranks[births] == ranks[births]"),
    _sets("deaths a dimension too low", "deaths = stars.last_vertices[dimension + 1][found.deaths]", "deaths = stars.last_vertices[dimension][found.deaths % len(stars.last_vertices[dimension])]"),
    _sets("equal bars as one", "_, firsts, counts = np.unique(keys, axis=0, return_index=True, return_counts=True)", "firsts, counts = np.arange(len(keys)), np.ones(len(keys), dtype=int)"),
    _sets("unbounded domains", "if not is_bounded(domain):", "if False:"),
    _diagrams("sets without their level", "bar.birth <= level and", "bar.birth < level and"),
    _diagrams("classes at their death", "level < bar.death)", "level <= bar.death)"),
    _diagrams("superlevel sets without their level", "bar.birth >= level and", "bar.birth > level and"),
    _diagrams("classes of superlevel sets at their death", "level > bar.death)", "level >= bar.death)"),
    _diagrams("Betti numbers without multiplicities", "found[bar.dimension] += bar.multiplicity", "found[bar.dimension] += 1"),
    _compared("the component that never ends", "distances = [abs(self.all_bars[0].birth - other.all_bars[0].birth)]", "distances = [Fraction(0)]"),
    _compared("dimensions of the first alone", "range(max(self.dimensions, other.dimensions))", "range(self.dimensions)"),
    _distances("the ends alone", "max(abs(birth - other), abs(death - end))", "abs(death - end)"),
    _distances("points of one side", "return _all_matched(may[left_must]) and _all_matched(may.T[right_must])", "return _all_matched(may[left_must])"),
    _distances("halves", "[(death - birth) / 2 for", "[(death - birth) for"),
)
