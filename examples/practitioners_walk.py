# %% [markdown]
# # A practitioner's walk: what training does to the regions
#
# A small classifier learns the two moons. Its regions are followed over the epochs; then the
# trained network is opened: how steep it is and where, which region each data point lies in, and
# where exactly the decision changes.
#
# Run it as a script, or cell by cell as a notebook. It takes some seconds, and a minute more the
# first time, when the search is compiled. Needs: pip install "polyregions[plot,torch]".
#
# Usage: python examples/practitioners_walk.py [FOLDER [EPOCHS]]

# %%
import sys
from pathlib import Path

import numpy as np

import polyregions as pr
from polyregions.complexes import segments_between
from polyregions.plotting import (
    new_figure,
    plot_decision_boundary,
    plot_partition,
    write_picture,
)

try:
    import torch
except ImportError:
    sys.exit("this walk trains with PyTorch: pip install torch, or 'polyregions[torch]'")

IN_NOTEBOOK = "ipykernel" in sys.modules
ARGUMENTS = [] if IN_NOTEBOOK else sys.argv[1:]
FOLDER = Path(ARGUMENTS[0] if ARGUMENTS else ".")
FOLDER.mkdir(parents=True, exist_ok=True)
EPOCHS = int(ARGUMENTS[1]) if len(ARGUMENTS) > 1 else 200

# %% [markdown]
# ## The data
#
# Two half circles, each with its noise.

# %%
generator = np.random.default_rng(0)
angles = generator.uniform(0, np.pi, size=(2, 100))
upper = np.stack([np.cos(angles[0]), np.sin(angles[0])], axis=1)
lower = np.stack([1 - np.cos(angles[1]), 0.5 - np.sin(angles[1])], axis=1)
points = np.concatenate([upper, lower]) + generator.normal(0, 0.12, size=(200, 2))
points = points.astype(np.float32)
labels = np.repeat([0, 1], 100)
box = [[-1.5, 2.5], [-1.25, 1.75]]

# %% [markdown]
# ## Train, and keep checkpoints
#
# `from_torch` reads the module as it is at the time: every parameter is the rational number that
# the float is. So a checkpoint is a network, and stays what it was while the module goes on.

# %%
torch.manual_seed(0)
torch.set_num_threads(1)
model = torch.nn.Sequential(
    torch.nn.Linear(2, 16),
    torch.nn.ReLU(),
    torch.nn.Linear(16, 16),
    torch.nn.ReLU(),
    torch.nn.Linear(16, 2),
)
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
inputs, targets = torch.from_numpy(points), torch.from_numpy(labels)
kept = {0, *(EPOCHS * k // 100 for k in (1, 2, 5, 10, 20, 35, 50, 75, 100))}

checkpoints = {}
for epoch in range(EPOCHS + 1):
    loss = torch.nn.functional.cross_entropy(model(inputs), targets)
    if epoch in kept:
        checkpoints[epoch] = pr.from_torch(model, 2)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

# %% [markdown]
# ## Regions over the training
#
# For each checkpoint: the number of linear regions in the box, the density of breakpoints along
# segments between data points (with its standard error, the segments being drawn at random), and
# the length of the decision boundary. In 200 epochs the number of regions falls by a tenth or so,
# the density ends about where it began: training moves regions more than it makes them. What grows
# is the boundary, from a line across the box to one that winds between the moons.

# %%
segments = segments_between(points, 100, seed=0)
history = pr.evolution(checkpoints, box, segments=segments)
print(history)
write_picture(pr.plot_evolution(history), FOLDER / "evolution.png", dpi=74)
print(f"written to {FOLDER / 'evolution.png'}")

# %% [markdown]
# ## The trained network, region by region
#
# A complex holds all regions; its columns are arrays. The margin, output 1 less output 0, is affine
# on each region, and its gradient there says how fast the decision changes.

# %%
network = checkpoints[EPOCHS]
cells = pr.regions(network, box)
print(cells)
margins = cells.gradients[:, 1] - cells.gradients[:, 0]
slopes = np.linalg.norm(margins, axis=1)
held = np.bincount(cells.locate(points), minlength=len(cells))
print("area      slope of the margin  gradient           points in it")
for i in np.argsort(-held)[:5]:
    x, y = margins[i]
    print(f"{cells.volumes[i]:8.5f}  {slopes[i]:19.2f}  ({x:7.2f}, {y:7.2f})  {held[i]:12}")
print(f"{np.count_nonzero(held)} of {len(cells)} regions hold the {held.sum()} data points")
steepest = pr.lipschitz(network, "l2", of=[-1, 1], domain=box)
print(f"steepest: {steepest}")
assert np.isclose(steepest.rounded, slopes.max())

# %% [markdown]
# ## One data point
#
# The region that holds a point needs no search, in any number of dimensions. Its affine map is the
# network there, exactly; how far the point is from another class is exact too.

# %%
point = points[0]
region = pr.region_at(network, point, box)
print(f"the point {point.tolist()} lies in the region {region.pattern}")
print(f"with {len(region.facets)} facets and {len(region.neighbours())} neighbours")
assert region.affine_map(point) == network.exact(point)
(index,) = cells.locate([point])
assert cells[index].pattern == region.pattern
nearest = pr.distance_to_boundary(network, point, "l2", box)
print(
    f"its class changes at a distance of {nearest.value:.6f}, at {tuple(map(float, nearest.point))}"
)

# %% [markdown]
# ## The decision boundary over the data
#
# Every piece of the boundary is a segment with rational ends, inside one region.

# %%
boundary = pr.decision_boundary(cells)
classes = network(points).argmax(axis=1)
print(f"{len(boundary.separating)} pieces, together of length {boundary.measure:.6f}")
print(f"{np.count_nonzero(classes == labels)} of {len(labels)} points are classified rightly")

figure = new_figure((13, 4.6))
left, right = figure.subplots(1, 2)
plot_partition(cells, left, color=boundary, edge_width=0.4)
plot_decision_boundary(boundary, left)
for label, marker in [(0, "o"), (1, "^")]:
    own = points[labels == label]
    left.scatter(*own.T, s=14, marker=marker, color="black", zorder=5)
left.set_title(f"{cells.count()} linear regions, the decision, and the data (● 0, ▲ 1)")
plot_partition(cells, right, color=slopes, label="slope of the margin", edge_width=0.4)
right.scatter(*points.T, s=4, color="white", edgecolors="black", linewidths=0.4, zorder=5)
right.set_title("how fast the decision changes")
write_picture(figure, FOLDER / "moons.png", dpi=74)
print(f"written to {FOLDER / 'moons.png'}")
