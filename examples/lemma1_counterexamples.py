"""A note on Lemma 1 of arXiv:2507.16079, in a form that can be run.

Lemma 1 (Nakahara, Kobayashi, Matsushima 2025): let g: D1 -> D2 and f on D2 be continuous and
piecewise affine. If g maps each of its linear regions bijectively onto D2, then f o g has
|L(f)| |L(g)| linear regions.

Three compositions show that it has fewer where f is flat along a fold of g; the corrected lemma
counts them from f and g alone. The proof is in docs/theorems.md.

Usage: python examples/lemma1_counterexamples.py
"""

import polyregions as pr
from polyregions.constructions import zigzag
from polyregions.theorems.composition import (
    check_lemma1,
    count_power,
    lemma1_counterexamples,
    verify_lemma1,
)


def point(coordinates):
    return f"({', '.join(map(str, coordinates))})"


def main():
    print("1. Lemma 1 is false as printed.\n")
    for case in lemma1_counterexamples():
        result = verify_lemma1(case.inner, case.outer)
        report, merge = result.report, result.report.merge
        print(f"   {case.name}")
        print(f"      Lemma 1 claims    {report.outer_regions} * {report.inner_regions}", end="")
        print(f" = {report.product}")
        print(f"      corrected lemma   {report.corrected}")
        print(f"      enumerated        {result.enumerated}")
        print(
            f"      at x = {point(merge.point)}, which g maps to {point(merge.image)}, the copies"
        )
        print("      of one region of f on both sides of a fold of g have the same affine map.\n")

    print("2. It holds where f has a slope along every fold that its regions reach.\n")
    square = pr.box([0, 0], [1, 1])
    total = pr.Network([pr.Layer([[1, 1]], [0], "identity")], square)
    print(f"   g = tent x tent, f = y_1 + y_2.  {check_lemma1(zigzag(2, 2), total)}\n")

    print("3. The error grows with depth.  f = max(0, 1/2 - y) after k tents:\n")
    hinge = pr.Network([pr.Layer([[-1]], ["1/2"])], pr.box([0], [1]))
    print("       k   2^k |L(f)|     true")
    for k in (1, 2, 3, 10, 20):
        print(f"   {k:5}   {2**k * 2:10} {count_power(hinge, zigzag(1, 2), k).count:8}")


if __name__ == "__main__":
    main()
