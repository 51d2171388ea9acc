"""Plain Fraction geometry by exhaustive search, sharing no code with the package."""

from fractions import Fraction
from itertools import combinations


def inner(left, right):
    return sum((Fraction(a) * Fraction(b) for a, b in zip(left, right, strict=True)), Fraction(0))


def eliminate(matrix, right):
    """Gauss-Jordan on [matrix | right]: (one solution or None, rank of the matrix)."""
    table = [
        [*map(Fraction, row), Fraction(value)] for row, value in zip(matrix, right, strict=True)
    ]
    columns = len(matrix[0]) if matrix else 0
    pivots = []
    for column in range(columns):
        row = len(pivots)
        found = next((r for r in range(row, len(table)) if table[r][column]), None)
        if found is None:
            continue
        table[row], table[found] = table[found], table[row]
        table[row] = [entry / table[row][column] for entry in table[row]]
        for other in range(len(table)):
            if other != row and table[other][column]:
                factor = table[other][column]
                table[other] = [
                    a - factor * b for a, b in zip(table[other], table[row], strict=True)
                ]
        pivots.append(column)
    if any(row[-1] for row in table[len(pivots) :]):
        return None, len(pivots)
    solution = [Fraction(0)] * columns
    for row, column in enumerate(pivots):
        solution[column] = table[row][-1]
    return tuple(solution), len(pivots)


def rank_of(vectors):
    vectors = list(vectors)
    return eliminate(vectors, [0] * len(vectors))[1] if vectors else 0


def satisfies(rows, point):
    return all(inner(row[:-1], point) <= row[-1] for row in rows)


def minimal_face_points(rows, dimension):
    """One point on every minimal face (for pointed polyhedra: the vertices)."""
    order = rank_of(row[:-1] for row in rows)
    if order == 0:
        origin = (Fraction(0),) * dimension
        return {origin} if satisfies(rows, origin) else set()
    points = set()
    for chosen in combinations(rows, order):
        solution, rank = eliminate([row[:-1] for row in chosen], [row[-1] for row in chosen])
        if rank == order and solution is not None and satisfies(rows, solution):
            points.add(solution)
    return points


def in_cone(vectors, target):
    """Whether the target is a nonnegative combination of the vectors (Caratheodory)."""
    if not any(target):
        return True
    for size in range(1, len(target) + 1):
        for chosen in combinations(vectors, size):
            if rank_of(chosen) < size:
                continue
            solution, _ = eliminate(list(zip(*chosen, strict=True)), target)
            if solution is not None and min(solution) >= 0:
                return True
    return False


def best_value(rows, objective):
    """The maximum of the objective as ("optimal", value), ("infeasible",) or ("unbounded",)."""
    points = minimal_face_points(rows, len(objective))
    if not points:
        return ("infeasible",)
    if not in_cone([row[:-1] for row in rows], objective):
        return ("unbounded",)
    return ("optimal", max(inner(objective, point) for point in points))


def is_interior(rows, point):
    return all(inner(row[:-1], point) < row[-1] for row in rows)


def check_ray(rows, ray):
    assert any(ray)
    assert all(inner(row[:-1], ray) <= 0 for row in rows)


def exact_projection(rows, point):
    """Try every set of tight rows; the one with nonnegative multipliers is the projection."""
    for size in range(len(point) + 1):
        for chosen in combinations(rows, size):
            normals = [row[:-1] for row in chosen]
            if rank_of(normals) < size:
                continue
            gram = [[inner(a, b) for b in normals] for a in normals]
            excess = [inner(row[:-1], point) - row[-1] for row in chosen]
            multipliers = eliminate(gram, excess)[0] if chosen else ()
            if any(y < 0 for y in multipliers):
                continue
            nearest = tuple(
                x - inner(multipliers, [a[j] for a in normals]) for j, x in enumerate(point)
            )
            if satisfies(rows, nearest):
                return nearest
    return None
