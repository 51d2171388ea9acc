"""What a picture shows at a point, read from its pixels."""

import numpy as np

from tests.helpers.extras import require_packages

require_packages("matplotlib")

from matplotlib.backends.backend_agg import FigureCanvasAgg

from polyregions.plotting.backend import new_figure


def new_axes(size=(5, 5)):
    """Return the axes of a figure that belongs to no window."""
    return new_figure(size).add_subplot()


def pixels(ax, dpi=100):
    """Draw the figure and return its pixels, shape (height, width, 3), from 0 to 1."""
    figure = ax.figure
    figure.set_dpi(dpi)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())[:, :, :3] / 255


def place(ax, point):
    """Return the row and column, as floats, at which a point of the axes is drawn."""
    x, y = ax.transData.transform(point)
    height = ax.figure.bbox.height
    return height - y, x


def color_at(ax, image, point):
    """Return the colour of the pixel that shows a point."""
    row, column = place(ax, point)
    return image[int(row), int(column)]


def roomy(ax, polygon, pixels_around=3):
    """Return the mean of a polygon's vertices, None if its sides are nearer than some pixels."""
    corners = ax.transData.transform(polygon)
    middle = corners.mean(axis=0)
    sides = np.roll(corners, -1, axis=0) - corners
    lengths = np.maximum(np.hypot(*sides.T), 1e-9)
    spokes = middle - corners
    distances = np.abs(sides[:, 0] * spokes[:, 1] - sides[:, 1] * spokes[:, 0]) / lengths
    return polygon.mean(axis=0) if distances.min() > pixels_around else None
