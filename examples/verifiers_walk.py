# %% [markdown]
# # A verifier's walk: a controller, what it must do, and where it fails
#
# A small network keeps a pendulum upright. One requirement is proved for all states, another one is
# refuted by a state; then the exact answers to what an engineer asks next: how large the command
# gets, how fast it changes, how far a state is from where the command changes its sign.
#
# Run it as a script, or cell by cell as a notebook. It takes some seconds, and a minute more the
# first time, when the search is compiled. Needs: pip install "polyregions[plot]".
#
# Usage: python examples/verifiers_walk.py [FOLDER]

# %%
import sys
from pathlib import Path

import numpy as np

import polyregions as pr
from polyregions.plotting import (
    new_figure,
    plot_decision_boundary,
    plot_function,
    plot_partition,
    write_picture,
)

IN_NOTEBOOK = "ipykernel" in sys.modules
FOLDER = Path(sys.argv[1] if len(sys.argv) > 1 and not IN_NOTEBOOK else ".")
FOLDER.mkdir(parents=True, exist_ok=True)

# %% [markdown]
# ## The controller
#
# The state is the angle from upright and the angular velocity, both positive to the right; the
# command is a torque. A good law pushes back as hard as the motor can: -8 angle - 3 velocity, cut
# off at -4 and 4. A network learns it from samples: the hidden layers are drawn at random, the last
# one is fitted by ridge regression, and all numbers are rounded to hundredths. As texts, "0.17" is
# 17/100 and nothing else.

# %%
BOX = [["-0.5", "0.5"], ["-1.5", "1.5"]]
generator = np.random.default_rng(2)
states = generator.uniform([-0.5, -1.5], [0.5, 1.5], size=(2000, 2))
torques = np.clip(-8 * states[:, 0] - 3 * states[:, 1], -4, 4)


def hundredths(array):
    """Return the texts of numbers rounded to hundredths."""
    return np.vectorize("{:.2f}".format)(array)


def random_layer(inputs, units, scale):
    weights = generator.normal(0, scale, size=(units, inputs))
    return pr.Layer(hundredths(weights), hundredths(generator.normal(0, 0.7, size=units)))


hidden = [random_layer(2, 20, [3, 1]), random_layer(20, 20, 1)]
features = pr.Network(hidden)(states)
design = np.column_stack([features, np.ones(len(states))])
normal = design.T @ design + 0.05 * np.eye(design.shape[1])
fitted = np.linalg.solve(normal, design.T @ torques)
output = pr.Layer(hundredths(fitted[None, :-1]), hundredths(fitted[-1:]), "identity")
controller = pr.Network([*hidden, output], BOX, name="pendulum")
pr.write_network(controller, FOLDER / "pendulum.json")  # a file that holds all rationals
error = np.abs(controller(states)[:, 0] - torques)
print(controller)
print(f"{pr.count_regions(controller)} linear regions on the box of states")
print(f"error on the samples: {error.mean():.3f} on average, {error.max():.3f} at most")

# %% [markdown]
# ## A requirement that holds
#
# Leaning clearly to the right and falling further, the pendulum has to be pushed to the left. In
# the format VNN-LIB the assertions describe the counterexample, so that the good news is that there
# is none: here a torque of -1.9 or more with an angle from 0.2 on, and no velocity to the left.

# %%
DECLARATIONS = """\
(declare-const X_0 Real) ; angle
(declare-const X_1 Real) ; angular velocity
(declare-const Y_0 Real) ; torque
"""
pushes_back = FOLDER / "pushes_back.vnnlib"
pushes_back.write_text(f"""{DECLARATIONS}
(assert (and (>= X_0 0.2) (<= X_0 0.5)))
(assert (and (>= X_1 0) (<= X_1 1.5)))
(assert (>= Y_0 -1.9))
""")
verdict = pr.check_property(controller, pushes_back)
print("it pushes back:", verdict)
assert verdict

# %% [markdown]
# ## A requirement that is violated
#
# The motor takes less than 4.65. On 2000 random states the network stays below 4.6, so a test
# would let it pass. Whether it does so on all states is decided exactly: by a search of its
# regions, unless a cheap point is a counterexample already.

# %%
print(f"the largest torque on the samples: {np.abs(controller(states)).max():.4f}")
motor = FOLDER / "motor.vnnlib"
motor.write_text(f"""{DECLARATIONS}
(assert (and (>= X_0 -0.5) (<= X_0 0.5)))
(assert (and (>= X_1 -1.5) (<= X_1 1.5)))
(assert (or (and (>= Y_0 4.65)) (and (<= Y_0 -4.65))))
""")
violated = pr.check_property(controller, motor)
print("the motor takes it:", violated)
assert not violated
assert controller.exact(violated.input) == violated.outputs  # rationals, evaluated exactly

# %% [markdown]
# Other verifiers compute in floats, and report counterexamples that may be none. Two reports, as
# such tools write them: the first one is confirmed, the second one is not, by a few thousandths.

# %%
x0, x1 = map(float, violated.input)
for report in [f"((X_0 {x0}) (X_1 {x1}))", "((X_0 -0.225) (X_1 -1.5) (Y_0 4.6501))"]:
    print(report)
    print("   ", str(pr.confirm_counterexample(controller, motor, report)).replace("\n", "\n    "))

# %% [markdown]
# ## How large, how fast, how far
#
# The greatest torque over all states is a rational number, attained at a state that is named. So
# the motor that is needed is known: the requirement holds with this bound, and with no smaller one.

# %%
greatest = pr.maximise(controller, 0)
least = pr.minimise(controller, 0)
print(greatest)
print(least)
for bound, strict in [(greatest.value, False), (greatest.value, True)]:
    enough = pr.Property.always(BOX, [[1]], [bound], strict=strict)
    sign = "<" if strict else "<="
    print(f"torque {sign} {float(bound):.6f}: {bool(pr.check_property(controller, enough))}")

# %% [markdown]
# How fast may the command change? By the Lipschitz constant, attained in one of the regions. And
# how wrong may the sensors be, in a state that leans right, before the torque has the wrong sign?
# As far as the nearest state with torque 0 is away. That is where the sign changes; the two classes
# of a network with one output are less than 0 and more than 0.

# %%
for norm in ("linf", "l2"):
    print(f"torque for unit of state, {norm}: {pr.lipschitz(controller, norm).rounded:.4f}")
state = ("0.25", "0.5")
print(f"at {', '.join(state)} the torque is {float(controller.exact(state)[0]):.4f}")
nearest = pr.distance_to_boundary(controller, state, "l2")
print(f"and 0 first at a distance of {nearest.value:.6f}")
assert controller.exact(nearest.point) == (0,)
safe = pr.certified_radius(controller, state, "linf")
print(safe)

# %%
cells = pr.regions(controller)
figure = new_figure((13, 4.4))
left, right = figure.subplots(1, 2)
names = ("angle", "angular velocity")
plot_partition(cells, left, color="output", label="torque", edge_width=0.3, axis_names=names)
plot_decision_boundary(pr.decision_boundary(cells), left)
left.set_aspect("auto")
left.plot([0.2, 0.5, 0.5, 0.2, 0.2], [0, 0, 1.5, 1.5, 0], "--", color="white")
left.annotate("pushes back", (0.22, 1.3), color="white")
left.plot(x0, x1, "*", markersize=15, color="#EE6677", markeredgecolor="black", clip_on=False)
left.annotate("more than the motor takes", (x0 + 0.03, x1 + 0.1))
ends = np.array([state, nearest.point], dtype=float).T
left.plot(*ends, color="white", marker="o", markersize=4)
left.set_title("the torque, where it is 0, and what was asked")

line = controller.restrict([0, greatest.point[1]], [[1, 0]])
plot_function(pr.regions(line), right)
right.axhline(4.65, color="#EE6677", linestyle="--", linewidth=1)
right.set_xlim(-0.5, 0.2)
right.set_ylim(3.2, 4.9)
right.set_xlabel("angle")
right.set_ylabel("torque")
right.set_title(f"at the angular velocity {float(greatest.point[1]):.3f}, and the motor's limit")
write_picture(figure, FOLDER / "pendulum.png", dpi=74)
print(f"written to {FOLDER / 'pendulum.png'}")
