// The regions as convex polygons in binary64, for drawing and pointing.
//
// Corner k of a region starts the edge to its next corner, counter-clockwise. A corner may be a
// direction: a point at infinity, or so far out that floats do not reach it. An unbounded region has
// an edge at infinity, or no corner at all where it is the whole plane.

const BOUNDARY = -1;
const AT_INFINITY = -2;

class Polygons {
  constructor({ columns }) {
    this.offsets = columns.corner_offsets;
    this.count = this.offsets.length - 1;
    this.x = columns.corner_x;
    this.y = columns.corner_y;
    this.neighbours = columns.edge_neighbours;
    this.causes = columns.edge_causes;
    this.isDirection = flags(columns.directions, this.x.length);
    this.owners = new Uint32Array(this.x.length);
    this.isUnbounded = new Uint8Array(this.count);
    // Left, bottom, right, top of what is drawn.
    this.boxes = new Float64Array(4 * this.count);
    for (let i = 0; i < this.count; i++) {
      this.owners.fill(i, this.offsets[i], this.offsets[i + 1]);
      this.boxes.set(this.#drawnBox(i), 4 * i);
      const edges = this.neighbours.subarray(this.offsets[i], this.offsets[i + 1]);
      this.isUnbounded[i] = edges.length === 0 || edges.includes(AT_INFINITY);
    }
  }

  #drawnBox(i) {
    const corners = this.isDirection.subarray(this.offsets[i], this.offsets[i + 1]);
    // Without any point, all of it lies too far out to be seen.
    if (corners.length && !corners.includes(0)) return [Infinity, Infinity, -Infinity, -Infinity];
    if (corners.length && !corners.includes(1)) return this.finiteBox(i);
    return [-Infinity, -Infinity, Infinity, Infinity];
  }

  // Whether all corners are points that floats reach.
  isWhole(i) {
    return Number.isFinite(this.boxes[4 * i]);
  }

  next(corner) {
    const owner = this.owners[corner];
    return corner + 1 < this.offsets[owner + 1] ? corner + 1 : this.offsets[owner];
  }

  // The box around the corners that are points, null where there are none.
  finiteBox(i) {
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    for (let k = this.offsets[i]; k < this.offsets[i + 1]; k++) {
      if (!this.isDirection[k]) enlarge(box, this.x[k], this.y[k]);
    }
    return box[0] === Infinity ? null : box;
  }

  contains(i, x, y) {
    for (let k = this.offsets[i]; k < this.offsets[i + 1]; k++) {
      if (!this.#isLeftOf(k, this.next(k), x, y)) return false;
    }
    return true;
  }

  #isLeftOf(a, b, x, y) {
    if (this.isDirection[a] && this.isDirection[b]) return true;
    let dx, dy;
    if (this.isDirection[a]) [dx, dy] = [-this.x[a], -this.y[a]];
    else if (this.isDirection[b]) [dx, dy] = [this.x[b], this.y[b]];
    else [dx, dy] = [this.x[b] - this.x[a], this.y[b] - this.y[a]];
    const foot = this.isDirection[a] ? b : a;
    return dx * (y - this.y[foot]) >= dy * (x - this.x[foot]);
  }

  // The region at a point, -1 outside of the domain.
  at(x, y) {
    const { boxes } = this;
    for (let i = 0, k = 0; i < this.count; i++, k += 4) {
      if (x < boxes[k] || y < boxes[k + 1] || x > boxes[k + 2] || y > boxes[k + 3]) continue;
      if (this.contains(i, x, y)) return i;
    }
    return -1;
  }

  area(i) {
    if (!this.isWhole(i)) return Infinity;
    const first = this.offsets[i];
    let twice = 0;
    for (let k = first + 1; k + 1 < this.offsets[i + 1]; k++) {
      const [ux, uy] = [this.x[k] - this.x[first], this.y[k] - this.y[first]];
      const [vx, vy] = [this.x[k + 1] - this.x[first], this.y[k + 1] - this.y[first]];
      twice += ux * vy - uy * vx;
    }
    return twice / 2;
  }

  // The part of a region that can be seen, as a flat list x, y, x, y, ...: directions are followed
  // beyond the view.
  outline(i, camera) {
    const [first, last] = [this.offsets[i], this.offsets[i + 1]];
    const points = [];
    if (this.isWhole(i)) {
      for (let k = first; k < last; k++) points.push(this.x[k], this.y[k]);
      return points;
    }
    const base = this.#basePoint(i, camera);
    const reach = 4 * (camera.radius + Math.hypot(base[0] - camera.x, base[1] - camera.y));
    const pushFar = (dx, dy) => points.push(base[0] + reach * dx, base[1] + reach * dy);
    if (first === last) for (const d of [[1, 0], [0, 1], [-1, 0], [0, -1]]) pushFar(...d);
    for (let k = first; k < last; k++) {
      if (!this.isDirection[k]) {
        points.push(this.x[k], this.y[k]);
        continue;
      }
      const [before, next] = [k > first ? k - 1 : last - 1, this.next(k)];
      if (!this.isDirection[before]) points.push(...drawnEnd(this, k, before, camera));
      if (!this.isDirection[next]) points.push(...drawnEnd(this, k, next, camera));
      else for (const middle of this.#middle(k, next)) pushFar(...middle);
    }
    return points;
  }

  // The edge from corner k to the next one; see drawnSegment.
  segment(k, camera) {
    return drawnSegment(this, k, this.next(k), camera);
  }

  #basePoint(i, camera) {
    for (let k = this.offsets[i]; k < this.offsets[i + 1]; k++) {
      if (!this.isDirection[k]) return [this.x[k], this.y[k]];
    }
    return [camera.x, camera.y];
  }

  // Between directions that are far apart, the one half-way, counter-clockwise.
  #middle(a, b) {
    if (this.x[a] * this.x[b] + this.y[a] * this.y[b] > 0) return [];
    const [dx, dy] = [this.y[b] - this.y[a], this.x[a] - this.x[b]];
    const length = Math.hypot(dx, dy);
    return [[dx / length, dy / length]];
  }
}

// The segment between two of some points x, y as x, y, x, y. An end that is a direction lies so far
// out that it is beyond the view.
function drawnSegment(points, a, b, camera) {
  return [...drawnEnd(points, a, b, camera), ...drawnEnd(points, b, a, camera)];
}

function drawnEnd({ x, y, isDirection }, end, other, camera) {
  if (!isDirection[end]) return [x[end], y[end]];
  const [fromX, fromY] = isDirection[other] ? [camera.x, camera.y] : [x[other], y[other]];
  const reach = 4 * (camera.radius + Math.hypot(fromX - camera.x, fromY - camera.y));
  return [fromX + reach * x[end], fromY + reach * y[end]];
}

function flags(indices, length) {
  const found = new Uint8Array(length);
  for (const index of indices) found[index] = 1;
  return found;
}

function enlarge(box, x, y) {
  box[0] = Math.min(box[0], x);
  box[1] = Math.min(box[1], y);
  box[2] = Math.max(box[2], x);
  box[3] = Math.max(box[3], y);
}
