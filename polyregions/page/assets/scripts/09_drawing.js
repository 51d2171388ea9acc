// The picture: regions and lines on one canvas, marks of single regions on another above it.

const DOMAIN_LINES = -1;
const HIDDEN = -2;

class Drawing {
  constructor(complex, camera, theme, state) {
    Object.assign(this, { complex, camera, theme, state });
    this.picture = document.getElementById("picture");
    this.marks = new Marks(complex, camera, theme, state);
    this.lines = new Map();
    this.cost = 0;
    this.painted = null;
    this.redrawAt = null;
  }

  resize() {
    const { width, height } = this.marks.canvas.getBoundingClientRect();
    this.ratio = window.devicePixelRatio || 1;
    const size = [Math.max(1, Math.round(width * this.ratio)), Math.max(1, Math.round(height * this.ratio))];
    if (this.pixels?.width === size[0] && this.pixels.height === size[1]) return;
    for (const canvas of [this.picture, this.marks.canvas]) [canvas.width, canvas.height] = size;
    this.pixels = new Pixels(...size);
    this.copy = document.createElement("canvas");
    [this.copy.width, this.copy.height] = size;
    this.camera.resize(size[0] / this.ratio, size[1] / this.ratio);
    this.paint();
  }

  // Group the lines to draw by their colours: of every inner facet one of its two sides.
  sortLines() {
    const { polygons } = this.complex;
    const colours = this.complex.causes.map((_, cause) => this.#lineColour(cause));
    const partition = this.state.partition;
    const sorted = new Map();
    for (let k = 0; k < polygons.x.length; k++) {
      const [here, across] = [polygons.owners[k], polygons.neighbours[k]];
      if (across === AT_INFINITY || (across !== BOUNDARY && across < here)) continue;
      if (across !== BOUNDARY && partition.of(here) === partition.of(across)) continue;
      const colour = across === BOUNDARY ? DOMAIN_LINES : colours[polygons.causes[k]];
      if (colour === HIDDEN) continue;
      if (!sorted.has(colour)) sorted.set(colour, []);
      sorted.get(colour).push(k);
    }
    this.lines = new Map([...sorted].sort(([a], [b]) => b - a).map(([c, list]) => [c, Uint32Array.from(list)]));
  }

  #lineColour(cause) {
    const bits = this.complex.unitsOf(cause);
    const layers = bits.map((bit) => this.complex.units[bit].layer).filter((l) => this.state.layers.has(l));
    return layers.length ? Math.min(...layers) : HIDDEN;
  }

  // Show the view as it is now: at once if that is quick, else first the last picture, moved.
  refresh() {
    clearTimeout(this.redrawAt);
    if (this.cost < 40) {
      this.redrawAt = null;
      this.paint();
    } else {
      this.#moveLastPicture();
      this.marks.paint(this.ratio);
      this.redrawAt = setTimeout(() => {
        this.redrawAt = null;
        this.paint();
      }, 90);
    }
  }

  get isCurrent() {
    return this.redrawAt === null;
  }

  paint() {
    const start = performance.now();
    this.#paintFills();
    const context = this.picture.getContext("2d");
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.putImageData(this.pixels.image, 0, 0);
    this.#paintLines(context);
    this.#paintBoundary(context);
    this.copy.getContext("2d").drawImage(this.picture, 0, 0);
    const { x, y, scale } = this.camera;
    this.painted = { x, y, scale };
    this.cost = performance.now() - start;
    this.marks.paint(this.ratio);
  }

  #moveLastPicture() {
    const context = this.picture.getContext("2d");
    const [width, height] = [this.picture.width, this.picture.height];
    const factor = this.camera.scale / this.painted.scale;
    const [px, py] = this.camera.toPixel(this.painted.x, this.painted.y);
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.fillStyle = this.theme.current.paper;
    context.fillRect(0, 0, width, height);
    context.translate(px * this.ratio, py * this.ratio);
    context.scale(factor, factor);
    context.drawImage(this.copy, -width / 2, -height / 2);
    context.setTransform(1, 0, 0, 1, 0, 0);
  }

  #paintFills() {
    const { polygons } = this.complex;
    const { partition, matches } = this.state;
    const [full, faint] = [this.theme.fills(false), this.theme.fills(true)];
    const [left, bottom, right, top] = this.camera.box();
    this.pixels.colours.fill(pixel(channels(this.theme.current.paper)));
    for (let i = 0, k = 0; i < polygons.count; i++, k += 4) {
      const { boxes } = polygons;
      if (boxes[k] > right || boxes[k + 1] > top || boxes[k + 2] < left || boxes[k + 3] < bottom) continue;
      const points = this.#toDevice(polygons.outline(i, this.camera));
      const fills = matches && !matches.has(i) ? faint : full;
      this.pixels.fill(points, fills[partition.colour(i)]);
    }
  }

  #toDevice(points) {
    const scale = this.camera.scale * this.ratio;
    const [dx, dy] = [(this.camera.width * this.ratio) / 2, (this.camera.height * this.ratio) / 2];
    for (let k = 0; k < points.length; k += 2) {
      points[k] = (points[k] - this.camera.x) * scale + dx;
      points[k + 1] = (this.camera.y - points[k + 1]) * scale + dy;
    }
    return points;
  }

  #paintLines(context) {
    context.lineCap = "round";
    context.lineWidth = this.ratio * this.#lineWidth();
    for (const [colour, corners] of this.lines) {
      context.strokeStyle = colour === DOMAIN_LINES ? this.theme.current.ink : this.theme.layerColour(colour);
      context.beginPath();
      for (const k of corners) this.#trace(context, k);
      context.stroke();
    }
  }

  // Thin lines where regions are small.
  #lineWidth() {
    const [left, bottom, right, top] = this.camera.box();
    const { boxes, count } = this.complex.polygons;
    let seen = 0;
    for (let k = 0; k < 4 * count; k += 4) {
      seen += boxes[k] < right && boxes[k + 1] < top && boxes[k + 2] > left && boxes[k + 3] > bottom;
    }
    const spacing = Math.sqrt((this.camera.width * this.camera.height) / Math.max(seen, 1));
    return Math.min(1.6, Math.max(0.5, spacing / 16));
  }

  // Add the edge from corner k to a path, the part that can be seen.
  #trace(context, k) {
    const { camera } = this;
    const segment = clippedSegment(this.complex.polygons.segment(k, camera), camera.box(), 4 / camera.scale);
    if (!segment) return;
    const [x0, y0, x1, y1] = this.#toDevice(segment);
    context.moveTo(x0, y0);
    context.lineTo(x1, y1);
  }

  #paintBoundary(context) {
    const { camera, state } = this;
    if (!state.showsBoundary) return;
    context.beginPath();
    for (let k = 0; k < state.boundary.x.length; k += 2) {
      const segment = clippedSegment(drawnSegment(state.boundary, k, k + 1, camera), camera.box(), 8 / camera.scale);
      if (!segment) continue;
      const [x0, y0, x1, y1] = this.#toDevice(segment);
      context.moveTo(x0, y0);
      context.lineTo(x1, y1);
    }
    for (const [width, colour] of [[5, this.theme.current.paper], [2.5, this.theme.current.ink]]) {
      context.lineWidth = width * this.ratio;
      context.strokeStyle = colour;
      context.stroke();
    }
  }
}

// The part of the segment x0, y0, x1, y1 within a box that is made larger by a margin, or null.
function clippedSegment([x0, y0, x1, y1], [left, bottom, right, top], margin) {
  const [dx, dy] = [x1 - x0, y1 - y0];
  let [start, end] = [0, 1];
  const sides = [
    [-dx, x0 - (left - margin)],
    [dx, right + margin - x0],
    [-dy, y0 - (bottom - margin)],
    [dy, top + margin - y0],
  ];
  for (const [speed, room] of sides) {
    if (speed === 0 && room < 0) return null;
    if (speed < 0) start = Math.max(start, room / speed);
    if (speed > 0) end = Math.min(end, room / speed);
  }
  return start > end ? null : [x0 + start * dx, y0 + start * dy, x0 + end * dx, y0 + end * dy];
}
