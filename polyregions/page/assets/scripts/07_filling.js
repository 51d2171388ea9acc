// Filling convex polygons in an array of pixels. A pixel belongs to the polygon that holds its
// centre, so that polygons side by side leave no seam, as antialiased ones would.

class Pixels {
  constructor(width, height) {
    this.width = width;
    this.height = height;
    this.image = new ImageData(width, height);
    this.colours = new Uint32Array(this.image.data.buffer);
    this.least = new Float64Array(height);
    this.greatest = new Float64Array(height);
  }

  // Fill the polygon with corners x, y, x, y, ... in pixels.
  fill(points, colour) {
    let top = Infinity, bottom = -Infinity;
    for (let k = 1; k < points.length; k += 2) {
      if (points[k] < top) top = points[k];
      if (points[k] > bottom) bottom = points[k];
    }
    const first = Math.max(0, Math.ceil(top - 0.5));
    const last = Math.min(this.height, Math.ceil(bottom - 0.5));
    if (first >= last) return;
    this.least.fill(Infinity, first, last);
    this.greatest.fill(-Infinity, first, last);
    for (let k = 0, j = points.length - 2; k < points.length; j = k, k += 2) {
      // Both polygons beside an edge take it from its upper end.
      if (points[j + 1] < points[k + 1]) this.#cross(points[j], points[j + 1], points[k], points[k + 1]);
      else this.#cross(points[k], points[k + 1], points[j], points[j + 1]);
    }
    for (let row = first; row < last; row++) {
      const left = Math.max(0, Math.ceil(this.least[row] - 0.5));
      const right = Math.min(this.width, Math.ceil(this.greatest[row] - 0.5));
      if (left < right) this.colours.fill(colour, row * this.width + left, row * this.width + right);
    }
  }

  // Note where an edge crosses the middle lines of the rows.
  #cross(x0, y0, x1, y1) {
    const first = Math.max(0, Math.ceil(y0 - 0.5));
    const last = Math.min(this.height, Math.ceil(y1 - 0.5));
    const slope = (x1 - x0) / (y1 - y0);
    for (let row = first; row < last; row++) {
      const x = x0 + slope * (row + 0.5 - y0);
      if (x < this.least[row]) this.least[row] = x;
      if (x > this.greatest[row]) this.greatest[row] = x;
    }
  }
}
