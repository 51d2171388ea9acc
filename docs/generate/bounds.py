"""Writes docs/bounds.md: the formulas of all bounds, and their values side by side.

    python docs/generate/bounds.py

The values come from the functions. A test compares the page with what this program would write.
"""

from __future__ import annotations

from pathlib import Path

from polyregions.theorems.bound_formulas import Bound, Shape, bounds

PAGE = Path(__file__).resolve().parent.parent / "bounds.md"

HEAD = """# Bounds

How many regions can a network of a shape have? Here are the published bounds, and one of our own,
as functions of the number $n_0$ of inputs and the widths $n_1, \\dots, n_L$ of the hidden ReLU
layers. A *lower* bound says that some network of the shape has so many linear regions (definition 4
of [these](definitions.md)); a *maximum*, that some has so many and none has more; an *upper* bound,
that no network has more proper activation regions (definition 2), hence linear regions, on any
convex domain. All are exact integers. Each has one file in `polyregions/theorems/bound_formulas/`,
named after its authors and year.

```python
>>> from polyregions.theorems import bounds
>>> for row in bounds((2, [6, 6])):
...     if row.value is not None and row.kind != "lower":
...         print(row.name, row.kind.value, row.value)
Serra 2018, Theorem 1 upper 484
Hinz, van de Geer 2019 upper 484
Montufar 2017 upper 484
2^units upper 4096

```

`polyregions bounds NETWORK` prints them for the shape of a network, beside its exact count.

## Formulas
"""

VALUES = """## Values

An empty place means that the bound is not stated for the shape, mostly because a layer is too
narrow; `bounds` says why. Columns are shapes: $n_0$; $n_1, \\dots, n_L$.
"""

MISSING = """## What is not here

Only the abstracts of these could be read, and no formula is cited from memory:

- Y. Xie, G. Chen, Q. Li, "A General Computational Framework to Measure the Expressiveness of
  Complex Networks Using a Tighter Upper Bound of Linear Regions", arXiv:2012.04428: a tighter upper
  bound, by the matrices of Hinz and van de Geer, for networks with skip connections and residual
  structures too.
- P. Hinz, "Using activation histograms to bound the number of affine regions in ReLU feed-forward
  neural networks", arXiv:2103.17174: slightly tighter bounds, by sharper histograms.

No published bound for definition 4 is known to us that is below those for definition 2, although
its maximum can be smaller. Of all networks on $\\mathbb{R}^2$ with parameters in {-1, 0, 1}, one
output, and ReLU in all hidden layers, some have as many regions as this, and none has more
(`polyregions ternary-maximum 2 1 --inputs 2`):

| hidden widths | 1 | 2 | 3 | 4 | 1, 1 | 1, 2 | 2, 1 | 2, 2 | 2, 3 |
|---|---|---|---|---|---|---|---|---|---|
| definition 2 | 2 | 4 | 7 | 11 | 3 | 3 | 7 | 9 | 11 |
| definition 4 | 2 | 4 | 7 | 11 | 3 | 3 | 5 | 9 | 11 |
"""

NUMBERS = (
    (
        "**faces** of dimension $k$, maximum. Buck 1943; Zaslavsky 1975",
        r"\binom{n}{n_0 - k} \sum_{j \le k} \binom{n - n_0 + k}{j}",
    ),
    (
        "**bounded faces** of dimension $k$, in general position. Buck 1943; Zaslavsky 1975",
        r"\binom{n}{n_0 - k} \binom{n - n_0 + k - 1}{k}",
    ),
    (
        "**facets** from region to region, upper. From the proof of Theorem 3.8 of Gaines, Bi, "
        "ICLR 2026",
        r"\prod_l (n_l + 1) - 1",
    ),
)

FACES = """## Faces, and ways between regions

Two formulas speak of other numbers. One generic hidden layer of $n$ units is an arrangement of $n$
hyperplanes in general position, which has more faces of each dimension $k$ than any other one:
vertices ($k = 0$), edges, and so on to the regions ($k = n_0$). And from each region to every other
one it takes a bounded number of facets, whatever $n_0$ is.

{table}

```python
>>> from polyregions.theorems.bound_formulas import buck_1943_faces, gaines_bi_2026_diameter
>>> [buck_1943_faces(3, [5], k) for k in range(4)]
[10, 40, 55, 26]
>>> gaines_bi_2026_diameter(3, [4, 4])
24

```

The check of the last one, and those of other statements about faces and neighbours, are among the
[statements](statements.md).
"""

FORMULAS = {
    "ternary, Theorem 1": (
        r"q^{n_0 \lfloor L/2 \rfloor}, \quad q = \lfloor \min_l n_l / (2 (n_0 + 1)) \rfloor"
    ),
    "ternary, slim": (
        r"q^{n_0 \lfloor L/2 \rfloor}, \quad "
        r"q = \lfloor (\lfloor \min_l n_l / n_0 \rfloor + 1) / 2 \rfloor"
    ),
    "Pascanu 2013": (
        r"\prod_{l<L} \lfloor n_l / n_0 \rfloor \cdot \sum_{j \le n_0} \binom{n_L}{j}"
    ),
    "Montufar 2014, p^(n0 L)": r"p^{n_0 L}, \quad p = \lfloor \min_l n_l / n_0 \rfloor",
    "Montufar 2014": (
        r"\prod_{l<L} \lfloor n_l / n_0 \rfloor^{n_0} \cdot \sum_{j \le n_0} \binom{n_L}{j}"
    ),
    "Arora 2018": (
        r"2 \sum_{j < n_0} \binom{m-1}{j} \cdot w^{L-1}, \quad "
        r"m = \lfloor n_1 / 2 \rfloor, \; w = \min_{l>1} n_l"
    ),
    "Serra 2018, Theorem 6": (
        r"\prod_{l<L} (\lfloor n_l / n_0 \rfloor + 1)^{n_0} \cdot "
        r"\sum_{j \le n_0} \binom{n_L}{j}, \quad n_l \ge 3 n_0"
    ),
    "Serra 2018, Theorem 7": (
        r"2 \sum_{j < n_0} \binom{m-1}{j} \cdot (w + 1)^{L-1}, \quad "
        r"m = \lfloor n_1 / 2 \rfloor, \; w = \min_{l>1} n_l \ge 3"
    ),
    "Zaslavsky 1975": r"\sum_{j \le n_0} \binom{n_1}{j}, \quad L = 1",
    "Serra 2018, Theorem 5": r"\prod_l (n_l + 1), \quad n_0 = 1, \; n_l \ge 3",
    "Serra 2018, Theorem 1": (
        r"R(1, n_0), \quad R(l, d) = \sum_{j \le \min(d, n_l)} \binom{n_l}{j} "
        r"R(l + 1, \min(d, n_l - j)), \; R(L + 1, d) = 1"
    ),
    "Hinz, van de Geer 2019": (
        r"\| v^L \|_1, \quad v^0 = e_{n_0}, \; v^l = \sum_d v^{l-1}_d "
        r"\operatorname{clip}_d (\gamma_{d, n_l}), \; "
        r"\gamma_{d, n} = \sum_{j \le d} \binom{n}{j} e_{n-j}"
    ),
    "Montufar 2017": (
        r"\prod_l \sum_{j \le d_l} \binom{n_l}{j}, \quad d_l = \min(n_0, n_1, \dots, n_l)"
    ),
    "2^units": r"2^{n_1 + \dots + n_L}",
}

SHAPES = (
    (1, (3, 3)),
    (1, (4, 4, 4)),
    (2, (2, 2)),
    (2, (3, 3)),
    (2, (4, 4)),
    (2, (6, 6)),
    (2, (6, 6, 6)),
    (2, (2, 8)),
    (2, (8, 2)),
    (3, (4, 4, 4)),
    (3, (9, 9)),
    (4, (16,)),
)


def page() -> str:
    """Return the text of the page."""
    table = [bounds(shape) for shape in SHAPES]
    rows = list(zip(*table, strict=True))
    return "\n".join([HEAD, _formulas(table[0]), VALUES, _values(rows), _faces(), MISSING])


def _formulas(rows: tuple[Bound, ...]) -> str:
    lines = [
        f"| **{row.name}**, {row.kind.value}. {row.source} | ${FORMULAS[row.name]}$ |"
        for row in rows
    ]
    return "\n".join(["| bound | formula |", "|---|---|", *lines, ""])


def _values(rows: list[tuple[Bound, ...]]) -> str:
    names = [f"{Shape(*shape).inputs}; {', '.join(map(str, shape[1]))}" for shape in SHAPES]
    lines = [f"| {row[0].name} | {' | '.join(map(_cell, row))} |" for row in rows]
    rule = "|---|" + "---:|" * len(SHAPES)
    return "\n".join([f"| | {' | '.join(names)} |", rule, *lines, ""])


def _faces() -> str:
    lines = [f"| {number} | ${formula}$ |" for number, formula in NUMBERS]
    return FACES.replace("{table}", "\n".join(["| number | formula |", "|---|---|", *lines]))


def _cell(bound: Bound) -> str:
    return "" if bound.value is None else str(bound.value)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
