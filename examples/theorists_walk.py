# %% [markdown]
# # A theorist's walk: a network that folds paper
#
# You have an idea for a network with many linear regions, and a formula for their number. This walk
# builds the network, lets every region be counted, refutes a formula that looks as good, proves the
# right one for a thousand layers, and exports the regions as a graph.
#
# Run it as a script, or cell by cell as a notebook. It takes some seconds, and a minute more the
# first time, when the search is compiled. Needs: pip install "polyregions[plot]".
#
# Usage: python examples/theorists_walk.py [FOLDER]

# %%
import sys
from pathlib import Path

import networkx

import polyregions as pr
from polyregions.plotting import new_figure, plot_partition, plot_region_graph, write_picture
from polyregions.theorems.composition import verify_lemma1

IN_NOTEBOOK = "ipykernel" in sys.modules
FOLDER = Path(sys.argv[1] if len(sys.argv) > 1 and not IN_NOTEBOOK else ".")
FOLDER.mkdir(parents=True, exist_ok=True)

# %% [markdown]
# ## The idea
#
# Take the triangle T with the corners (-1, 0), (1, 0), (0, 1) and fold it along its axis x = 0: the
# fold (x, y) -> (|x|, y) lays the left half on the right one. The half is a triangle of the same
# shape, half as large, so an affine map (u, v) -> (u - v, 1 - u - v) turns it and blows it up to
# all of T, ready to be folded again. With |x| = relu(x) + relu(-x) and y = relu(y) on T, three
# units do it, and every weight and bias is -1, 0 or 1.

# %%
T = pr.from_inequalities([[0, -1], [1, 1], [-1, 1]], [0, 1, 1])


def paper(folds, output, claimed=None, formula=""):
    """Return the network that folds T so often and adds its coordinates with two factors."""
    first = pr.Layer([[1, 0], [-1, 0], [0, 1]])  # x, -x, y
    # With the units p, q, r of the layer before: x' = p + q - r and y' = 1 - p - q - r.
    again = pr.Layer([[1, 1, -1], [-1, -1, 1], [-1, -1, -1]], [0, 0, 1])
    a, b = output
    last = pr.Layer([[a - b, a - b, -a - b]], [b], "identity")  # a x' + b y'
    claim = None
    if claimed is not None:
        claim = pr.Claim(claimed, formula, "open_connected", T, "this walk")
    return pr.Network(
        [first, *[again] * (folds - 1), last], T, name=f"paper, {folds} folds", claim=claim
    )


net = paper(6, output=(0, 1))
print(net)
print("at (1/3, 1/5) it is", net.exact(["1/3", "1/5"])[0])

# %% [markdown]
# ## Count, and hold a claim against the count
#
# Each fold should double the regions, so k folds make 2**k. The claim travels with the network, and
# `verify_claim` says whether it holds. Nothing here is a sample or a float: regions are counted in
# rational arithmetic, one by one, or by composition (see below) where that is proved to apply.

# %%
for folds in range(1, 9):
    verification = pr.verify_claim(paper(folds, (0, 1), 2**folds, "2**k"))
    print(f"{folds} fold{'s' if folds > 1 else ''}, by {verification.method}: {verification}")
    assert verification

# %% [markdown]
# ## A claim that is false
#
# Does it matter which coordinate comes out at the end? "Surely any output that is not constant will
# do", so take x + y. The claim is refuted, by the true number:

# %%
wrong = paper(6, (1, 1), 2**6, "2**k")
refuted = pr.verify_claim(wrong)
print(refuted)
assert not refuted
assert refuted.computed == 2**5

# %% [markdown]
# Why? After the last fold x + y is (|x| - y) + (1 - |x| - y) = 1 - 2 y: the fold has gone, and the
# regions on its two sides are one. It is what the published Lemma 1 about compositions overlooks
# (see docs/theorems.md): it multiplies the numbers of regions, and claims 2 * 1 for x + y after one
# fold. The corrected lemma looks at each fold, and names the point where two copies merge.

# %%
fold = pr.Network([pr.Layer([[1, 0], [-1, 0], [0, 1]]),
                   pr.Layer([[1, 1, -1], [-1, -1, -1]], [0, 1], "identity")], T)  # fmt: skip
for name, output in [("y", [0, 1]), ("x + y", [1, 1])]:
    outer = pr.Network([pr.Layer([output], None, "identity")], T)
    print(f"{name:>5} after a fold: {verify_lemma1(fold, outer).report}")

# %% [markdown]
# ## A proof for a thousand folds
#
# 2**1000 regions are visited by nobody. But all layers repeat one fold, each of its regions is
# mapped bijectively onto T, and these hypotheses of the corrected lemma can be checked. If they
# hold, the number that `count_by_composition` returns is proved; if one fails, it says which.

# %%
proof = pr.count_by_composition(paper(1000, (0, 1)))
print(proof)
assert proof.count == 2**1000
enumerated = pr.count_regions(net, method="enumeration")
print(f"6 folds: {pr.count_by_composition(net).count} composed, {enumerated} enumerated")

# %% [markdown]
# Where a hypothesis fails, nothing is counted. Leave the domain out: on the whole plane the halves
# are not mapped onto one and the same set any more.

# %%
print(pr.count_by_composition(pr.Network(net.layers, pr.whole_space(2))))
print("on the plane, by enumeration:", pr.count_regions(net, pr.whole_space(2)))

# %% [markdown]
# ## The graph of the regions
#
# Two regions are neighbours if they share an edge. A folded paper can be coloured with two colours,
# since each fold turns it over: so the graph must be bipartite, and the determinants of the folds
# tell the colours. networkx, or any program that reads GraphML, takes it from here.

# %%
cells = pr.regions(net)
graph = cells.graph(attributes=["interior_point", "affine_map"])
print(f"{graph.number_of_nodes()} regions, {graph.number_of_edges()} pairs of neighbours, ", end="")
print(f"diameter {networkx.diameter(graph)}, bipartite: {networkx.is_bipartite(graph)}")
areas = {region.volume for region in cells}
print(f"every region has the area {', '.join(map(str, areas))}")
(path,) = pr.write_graph(graph, FOLDER / "paper.graphml")
print(f"written to {path}")

# %%
figure = new_figure((13.5, 2.9))
left, middle, right = figure.subplots(1, 3)
sides, _ = networkx.bipartite.sets(graph)
labels = cells.linear_region_labels  # the node of each region
plot_partition(
    cells, left, color=[label in sides for label in labels], cmap="Pastel1", color_bar=False
)
left.set_title(f"{cells.count()} regions: the two sides of the paper", fontsize=11)
plot_partition(cells, middle, color="layer")
plot_region_graph(cells, middle)
middle.set_title("creases by layer, and the region graph", fontsize=11)
plot_partition(pr.regions(wrong), right, color="region")
right.set_title(f"the refuted claim: {refuted.computed} regions, not 64", fontsize=11)
write_picture(figure, FOLDER / "theorist.png", dpi=74)
print(f"written to {FOLDER / 'theorist.png'}")
