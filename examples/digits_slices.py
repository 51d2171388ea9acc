"""Cut a classifier of 8 x 8 digits open along the plane through three images, as it trains.

A network 64-64-64-10 is trained on scikit-learn's digits. Its 64-dimensional input space is cut by
the plane through three test images: the linear regions and the decision boundary on it are exact.
Two pictures are saved, the trained network and the course of its training, and a table tells how
many linear regions there are on the plane, how dense they lie between test images (Goujon, Etemadi,
Unser 2024), and how long the decision boundary is. About a minute; with --quick, a smaller network
and fewer epochs in a few seconds.

Usage: python examples/digits_slices.py [--quick] [FOLDER]
"""

import sys
from pathlib import Path

import matplotlib

matplotlib.use("Agg")

from matplotlib import pyplot
from matplotlib.offsetbox import AnnotationBbox, OffsetImage
from sklearn.datasets import load_digits
from sklearn.neural_network import MLPClassifier

import polyregions as pr
from polyregions.complexes import segments_between
from polyregions.plotting import plot_decision_boundary, plot_partition

REPOSITORY = Path(__file__).resolve().parent.parent
DEFAULT = REPOSITORY / "docs" / "images"
TRAINING_IMAGES = 1400
SHOWN_DIGITS = (3, 5, 8)
AXES = ("first coordinate in the plane", "second coordinate")


def main(quick: bool, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    images, labels = load_digits(return_X_y=True)
    images = images / 16  # grey values 0, 1/16, ..., 1
    training = images[:TRAINING_IMAGES], labels[:TRAINING_IMAGES]
    test = images[TRAINING_IMAGES:], labels[TRAINING_IMAGES:]
    corners = [next(x for x, label in zip(*test, strict=True) if label == k) for k in SHOWN_DIGITS]

    # Exactly the plane through the images, with coordinates in which distances look right.
    plane = pr.through(*corners).nearly_orthonormal()
    square = plane.box_around(corners, margin="3/5")
    segments = segments_between(test[0], 5 if quick else 200, seed=0)

    epochs = (1, 2, 4) if quick else (1, 2, 5, 15, 40, 100)
    checkpoints, accuracies = {}, {}
    for epoch, accuracy, network in trained(training, test, epochs, width=16 if quick else 64):
        checkpoints[epoch], accuracies[epoch] = network, accuracy
    history = pr.evolution(checkpoints, square, subspace=plane, segments=segments)
    print(history)

    boundaries = []
    for epoch, network in checkpoints.items():
        cells = pr.regions(network.restrict(plane, domain=square))
        boundaries.append((epoch, accuracies[epoch], pr.decision_boundary(cells)))
    places = [tuple(map(float, plane.coordinates(corner))) for corner in corners]
    thumbnails = list(zip(places, corners, strict=True))
    for name, figure in [
        ("digits_slice.png", draw_slice(*boundaries[-1], thumbnails)),
        ("digits_epochs.png", draw_epochs(boundaries, thumbnails)),
    ]:
        figure.savefig(folder / name, dpi=90, bbox_inches="tight", pad_inches=0.15)
        print(f"written to {folder / name}")


def trained(training, test, epochs, width):
    """Yield epoch, accuracy on the test images, and the network with its exact binary weights."""
    model = MLPClassifier((width, width), learning_rate_init=2e-3, batch_size=32, random_state=0)
    for epoch in range(1, max(epochs) + 1):
        model.partial_fit(*training, classes=range(10))
        if epoch in epochs:
            layers = [
                pr.Layer(weights.T, bias, "identity" if last else "relu")
                for weights, bias, last in zip(
                    model.coefs_, model.intercepts_, (False, False, True), strict=True
                )
            ]
            yield epoch, model.score(*test), pr.Network(layers)


def draw_slice(epoch, accuracy, boundary, thumbnails):
    figure, (left, right) = pyplot.subplots(1, 2, figsize=(13, 6.2), layout="constrained")
    plot_partition(boundary.complex, left, axis_names=AXES)
    left.set_title(f"{boundary.complex.count()} linear regions on the plane through three images")
    plot_partition(boundary.complex, right, color=boundary, axis_names=AXES, edge_width=0.25)
    plot_decision_boundary(boundary, right)
    right.set_title(f"the digit seen there (after {epoch} epochs, accuracy {accuracy:.1%})")
    for ax in (left, right):
        add_thumbnails(ax, thumbnails, zoom=5)
    return figure


def draw_epochs(boundaries, thumbnails):
    columns = 3
    rows = -(-len(boundaries) // columns)
    figure, axes = pyplot.subplots(
        rows, columns, figsize=(12, 4.5 * rows), layout="constrained", squeeze=False
    )
    entries = {}
    for ax, (epoch, accuracy, boundary) in zip(axes.flat, boundaries, strict=False):
        plot_partition(boundary.complex, ax, color=boundary, axis_names=("", ""), edge_width=0.25)
        plot_decision_boundary(boundary, ax, width=1.2)
        add_thumbnails(ax, thumbnails, zoom=2.5)
        count = boundary.complex.count()
        ax.set_title(f"epoch {epoch}: {count} linear regions\naccuracy {accuracy:.1%}")
        ax.set_xticks([])
        ax.set_yticks([])
        legend = ax.get_legend()
        names = [text.get_text() for text in legend.get_texts()]
        entries.update(zip(names, legend.legend_handles, strict=True))
        legend.remove()
    names = sorted(entries)
    figure.legend(
        [entries[name] for name in names],
        names,
        loc="outside lower center",
        ncols=10,
        frameon=False,
    )
    return figure


def add_thumbnails(ax, thumbnails, zoom):
    """Show every image where it lies in the plane."""
    for place, image in thumbnails:
        picture = OffsetImage(1 - image.reshape(8, 8), cmap="gray", zoom=zoom, clim=(0, 1))
        ax.add_artist(AnnotationBbox(picture, place, pad=0.15, zorder=5))


if __name__ == "__main__":
    words = [word for word in sys.argv[1:] if word != "--quick"]
    main("--quick" in sys.argv, Path(words[0]) if words else DEFAULT)
