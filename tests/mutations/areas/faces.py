"""Faults of the face lattice: identities, zeros, the descent through dimensions."""

from tests.mutations.mutant import Mutant

_FACES = "complexes/faces/"
_LATTICE = ("complexes/faces/test_lattice.py",)
_IDENTITY = ("complexes/faces/test_identity.py",)


def _faces(name, file, text, replacement, tests=_LATTICE, **other):
    return Mutant(f"faces: {name}", f"{_FACES}{file}.py", text, replacement, tests, **other)


# fmt: off
MUTANTS = (
    _faces("sides with different generators", "identity", "if np.any(names != there[:, :2]):", "if False:", _IDENTITY),
    _faces("equal residues on a facet", "identity", "if np.any(np.all(names[1:] == names[:-1], axis=1)):", "if False:", _IDENTITY),
    _faces("opposite rays", "coordinates", "return 1 if inside else -1", "return 1"),
    _faces("a prime that loses rank", "building", "if not proved.all():", "if False:"),
    _faces("residues of rays without infinity", "residue_points", "if is_ray:", "if False:"),
    _faces("zeros that change across a vertex", "zeros", "return ever ^ always", "return ever & always", reason="what is not proved is decided in integers, and what is too much is refused"),
    _faces("zeros that are doubtful", "zeros", "if dot(forms[unit], generator):", "if True:"),
    _faces("zeros along rays", "zeros", "rays = np.flatnonzero(incidence.are_rays)", "rays = np.flatnonzero(incidence.are_rays)[:0]"),
    _faces("faces without a vertex", "descent", "proper &= np.any(cut & vertices[level.regions[owners]], axis=1)", "pass"),
    _faces("faces that are no facets of faces", "descent", "largest[left[covered]] = False", "pass"),
    _faces("equal intersections", "descent", "covered = inside & (~equal | (right < left))", "covered = inside & ~equal"),
    _faces("the boundary", "building", "outer = lower.children[on_boundary[lower.parents]]", "outer = lower.children[:0]"),
    _faces("points that are not proved", "lattice_columns", "doubtful = np.flatnonzero(~proved.all(axis=1))", "doubtful = np.flatnonzero(proved.all(axis=1))"),
    _faces("lines", "building", "are_bounded=(rays == 0) & (self.least == 0)", "are_bounded=(rays == 0)"),
    _faces("regions that hold a face", "building", "pairs = pairs[np.diff(pairs, prepend=-1) > 0]", "pass"),
    _faces("regions of a search with other facets", "incidence", "own = own[~known[places[own]]]", "pass", equivalent=True, reason="a search meets no region twice where none is cut"),
)
