// What is marked in the picture: the region pointed at, the pinned one and its neighbours.

class Marks {
  constructor(complex, camera, theme, state) {
    Object.assign(this, { complex, camera, theme, state });
    this.canvas = document.getElementById("marks");
  }

  paint(ratio) {
    const context = this.canvas.getContext("2d");
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, this.camera.width, this.camera.height);
    const { accent, ink, paper } = this.theme.current;
    const { partition, hovered, pinned } = this.state;
    if (pinned >= 0) {
      for (const { group } of this.state.neighbours) this.#mark(context, group, accent, 0.4, [accent, 1.5]);
      this.#mark(context, partition.of(pinned), accent, 0.9, [paper, 4.5], [ink, 2.2]);
      this.#ringIfSmall(context, partition.of(pinned), ink);
    }
    if (hovered >= 0 && (pinned < 0 || partition.of(hovered) !== partition.of(pinned))) {
      this.#mark(context, partition.of(hovered), ink, 0.12, [paper, 4], [ink, 2]);
    }
    if (this.state.showsCentre) this.#paintCentre(context);
  }

  // Fill a group of regions, and draw its outline in strokes [colour, width].
  #mark(context, group, fill, alpha, ...strokes) {
    const members = this.complex.visibleMembers(group, this.state.partition, this.camera.box());
    if (!members.length) return;
    context.fillStyle = fill;
    context.globalAlpha = alpha;
    context.beginPath();
    for (const i of members) this.#addPolygon(context, i);
    context.fill();
    context.globalAlpha = 1;
    context.lineJoin = context.lineCap = "round";
    context.beginPath();
    for (const i of members) this.#addOutline(context, i, group);
    for (const [colour, width] of strokes) {
      [context.strokeStyle, context.lineWidth] = [colour, width];
      context.stroke();
    }
  }

  #addPolygon(context, i) {
    const { camera } = this;
    const outline = this.complex.polygons.outline(i, camera);
    const points = clippedPolygon(outline, camera.box(), 20 / camera.scale);
    for (let k = 0; k < points.length; k += 2) {
      const pixel = camera.toPixel(points[k], points[k + 1]);
      if (k) context.lineTo(...pixel);
      else context.moveTo(...pixel);
    }
    if (points.length) context.closePath();
  }

  // Only the sides that separate the group from others.
  #addOutline(context, i, group) {
    const { polygons } = this.complex;
    const { camera } = this;
    for (let k = polygons.offsets[i]; k < polygons.offsets[i + 1]; k++) {
      const across = polygons.neighbours[k];
      if (across === AT_INFINITY) continue;
      if (across !== BOUNDARY && this.state.partition.of(across) === group) continue;
      const segment = clippedSegment(polygons.segment(k, camera), camera.box(), 20 / camera.scale);
      if (!segment) continue;
      context.moveTo(...camera.toPixel(segment[0], segment[1]));
      context.lineTo(...camera.toPixel(segment[2], segment[3]));
    }
  }

  // A ring around what is too small to be seen.
  #ringIfSmall(context, group, colour) {
    if (!this.state.partition.isBounded(group)) return;
    const box = this.complex.boxAround(this.state.partition.members(group));
    const [left, bottom] = this.camera.toPixel(box[0], box[1]);
    const [right, top] = this.camera.toPixel(box[2], box[3]);
    if (Math.max(right - left, bottom - top) > 8) return;
    context.beginPath();
    context.arc((left + right) / 2, (bottom + top) / 2, 9, 0, 2 * Math.PI);
    context.strokeStyle = colour;
    context.lineWidth = 2;
    context.stroke();
  }

  #paintCentre(context) {
    const [x, y] = [this.camera.width / 2, this.camera.height / 2];
    context.beginPath();
    for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1]]) {
      context.moveTo(x + 4 * dx, y + 4 * dy);
      context.lineTo(x + 14 * dx, y + 14 * dy);
    }
    for (const [colour, width] of [[this.theme.current.paper, 4], [this.theme.current.ink, 2]]) {
      [context.strokeStyle, context.lineWidth] = [colour, width];
      context.stroke();
    }
  }
}

// The part of a convex polygon x, y, x, y, ... within a box that is made larger by a margin.
function clippedPolygon(points, [left, bottom, right, top], margin) {
  const sides = [[1, 0, margin - left], [-1, 0, right + margin], [0, 1, margin - bottom], [0, -1, top + margin]];
  return sides.reduce(clippedBySide, points);
}

// The part where a x + b y + c >= 0.
function clippedBySide(points, [a, b, c]) {
  const kept = [];
  for (let k = 0, j = points.length - 2; k < points.length; j = k, k += 2) {
    const room = a * points[k] + b * points[k + 1] + c;
    const before = a * points[j] + b * points[j + 1] + c;
    if (room * before < 0) {
      const share = before / (before - room);
      kept.push(points[j] + share * (points[k] - points[j]), points[j + 1] + share * (points[k + 1] - points[j + 1]));
    }
    if (room >= 0) kept.push(points[k], points[k + 1]);
  }
  return kept;
}
