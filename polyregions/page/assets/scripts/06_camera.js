// Which part of the plane is shown: a centre, and how many pixels a unit of length takes.

// Floats nearer to one another than this share of their size cannot be told apart in a picture.
const FINEST = 2 ** -44;

class Camera {
  constructor(view) {
    this.home = view;
    this.width = this.height = 1;
    this.reset();
  }

  reset() {
    this.show(this.home, 0.94);
    this.moved = false;
  }

  resize(width, height) {
    const ratio = Math.min(width / this.width, height / this.height);
    [this.width, this.height] = [width, height];
    if (this.moved) this.scale *= Math.max(ratio, 0) || 1;
    else this.reset();
  }

  // Show a box so that it fills a share of the picture.
  show([left, bottom, right, top], share) {
    this.x = left / 2 + right / 2;
    this.y = bottom / 2 + top / 2;
    this.scale = share * Math.min(this.width / (right - left), this.height / (top - bottom));
    this.#limit();
    this.moved = true;
  }

  pan(dx, dy) {
    this.x -= dx / this.scale;
    this.y += dy / this.scale;
    this.#limit();
    this.moved = true;
  }

  // Zoom by a factor so that the point under the pixel stays where it is.
  zoom(factor, px = this.width / 2, py = this.height / 2) {
    const [x, y] = this.toPlane(px, py);
    this.scale *= factor;
    this.#limit();
    this.x = x - (px - this.width / 2) / this.scale;
    this.y = y + (py - this.height / 2) / this.scale;
    this.moved = true;
  }

  #limit() {
    const [left, bottom, right, top] = this.home;
    const [width, height] = [right - left, top - bottom];
    const extent = Math.max(width, height);
    const size = Math.max(Math.abs(this.x), Math.abs(this.y), extent * FINEST);
    const least = Math.min(this.width, this.height) / extent / 1e6;
    this.scale = Math.min(Math.max(this.scale, least), 1 / (size * FINEST), 1e12 * 1e6 * least);
    this.x = Math.min(Math.max(this.x, left - 1e6 * extent), right + 1e6 * extent);
    this.y = Math.min(Math.max(this.y, bottom - 1e6 * extent), top + 1e6 * extent);
  }

  toPixel(x, y) {
    return [(x - this.x) * this.scale + this.width / 2, (this.y - y) * this.scale + this.height / 2];
  }

  toPlane(px, py) {
    return [this.x + (px - this.width / 2) / this.scale, this.y - (py - this.height / 2) / this.scale];
  }

  // Left, bottom, right, top of what is shown.
  box() {
    const [dx, dy] = [this.width / 2 / this.scale, this.height / 2 / this.scale];
    return [this.x - dx, this.y - dy, this.x + dx, this.y + dy];
  }

  get radius() {
    return Math.hypot(this.width, this.height) / 2 / this.scale;
  }
}
