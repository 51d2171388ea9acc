"""Faults of the count of convex regions: of fans, walls, the exact check of cells, and bounds."""

from tests.mutations.mutant import Mutant

_COUNT = "complexes/convexity/test_convex_count.py"
_FANS = ("complexes/convexity/test_fans.py",)
_CELLS = ("complexes/convexity/test_cells_of_a_complex.py",)
_SMALL = (
    f"{_COUNT}::test_networks_with_linear_regions_that_are_not_convex",
    f"{_COUNT}::test_all_faces_matter_for_the_coarsest_complex",
)
_BELOW = (
    "complexes/convexity/test_plane.py",
    f"{_COUNT}::test_networks_with_linear_regions_that_are_not_convex",
    f"{_COUNT}::test_known_numbers",
)
_SOLVER = (
    f"{_COUNT}::test_a_solver_that_fails_costs_cells_and_no_more",
    f"{_COUNT}::test_a_solution_that_is_not_proved_best_is_said_to_be",
)


def _fan(name, file, text, replacement):
    return Mutant(f"fans: {name}", f"complexes/convexity/{file}.py", text, replacement, _FANS)


def _cells(name, text, replacement):
    path = "complexes/convexity/coarsening.py"
    return Mutant(f"cells of a complex: {name}", path, text, replacement, _CELLS)


def _program(name, text, replacement, tests=_SMALL):
    path = "complexes/convexity/wall_program.py"
    return Mutant(f"wall program: {name}", path, text, replacement, tests)


def _least(name, file, text, replacement, reason=""):
    path = f"complexes/convexity/{file}.py"
    return Mutant(f"least cells: {name}", path, text, replacement, _BELOW, reason)


MUTANTS = (
    _fan("lower halves first", "fans", "_is_lower(one) - _is_lower(other)", "0"),
    _fan("the opposite is ahead", "fans", "if turn <= 0", "if turn < 0"),
    _fan("two walls are straight", "crossings", "if len(positions) == 2:", "if False:"),
    _fan("any wall settles", "crossings", "return all(any(", "return any(any("),
    _fan(
        "the next position",
        "crossings",
        "return (inside - back) % size",
        "return (inside - 1) % size",
    ),
    _cells("T-junctions", "!= across:", "== -2:"),
    _cells("not convex", ">= 0)", ">= -1)"),
    _cells("the least classes", "sizes > 1", "sizes > 2"),
    _program(
        "ridges cost nothing", "turning = self.variable(-1.0)", "turning = self.variable(0.0)"
    ),
    _program("a wall may end", "beyond = [walls[fan.facets[j]] for j in there]", "beyond = [0]"),
    _program("smaller faces save cells", "counts_cells=k % 2 == 0", "counts_cells=k % 2 == 1"),
    _program(
        "solutions are right",
        "if found.x is None or not all(",
        "if found.x is None or all(",
        _SOLVER,
    ),
    _program("all are the best", "found.status == 0", "True", _SOLVER),
    _least("holes save nothing", "least_cells", "euler + len(own)", "1 + len(own)"),
    _least("no savings", "least_cells", "- savings(own)", "- 0"),
    _least(
        "segments alone", "least_cells", "(len(joinable) - 2 * segments) // 3", "0", "three corners"
    ),
    _least("corners face any", "least_cells", "facing & facing.T", "facing | facing.T"),
    _least(
        "one of them divides", "least_cells", "signs[0] * signs[1] >= 0", "signs[0] * signs[1] > 0"
    ),
    _least("no hyperplane", "least_cells", "return len(forms) > 1", "return False"),
    _least("all lines end within", "sight", "return ending.vertex in straight", "return True"),
    _least("beyond the domain", "sight", "ending.side.beyond != OUTSIDE", "True"),
    _least(
        "through sides",
        "sight",
        "key=lambda meeting: meeting[0]",
        "key=lambda meeting: -meeting[0]",
    ),
)
