// Mouse, touch and keyboard on the picture.

const CLICK_RADIUS = 5;

class Gestures {
  constructor(canvas, camera, actions) {
    Object.assign(this, { canvas, camera, actions });
    this.pointers = new Map();
    this.travelled = 0;
    const listen = (name, handler) => canvas.addEventListener(name, handler.bind(this), { passive: false });
    listen("pointerdown", this.#down);
    listen("pointermove", this.#move);
    listen("pointerup", this.#up);
    listen("pointercancel", this.#cancel);
    listen("pointerleave", this.#leave);
    listen("wheel", this.#wheel);
    listen("keydown", this.#key);
  }

  #at(event) {
    const { left, top } = this.canvas.getBoundingClientRect();
    return [event.clientX - left, event.clientY - top];
  }

  #down(event) {
    if (event.button !== 0) return;
    this.canvas.setPointerCapture(event.pointerId);
    if (!this.pointers.size) this.travelled = 0;
    this.pointers.set(event.pointerId, this.#at(event));
  }

  #move(event) {
    const now = this.#at(event);
    const before = this.pointers.get(event.pointerId);
    if (!before) {
      this.actions.point(...now);
      return;
    }
    const other = [...this.pointers].find(([id]) => id !== event.pointerId)?.[1];
    this.pointers.set(event.pointerId, now);
    this.travelled += Math.hypot(now[0] - before[0], now[1] - before[1]);
    if (this.travelled < CLICK_RADIUS && !other) return;
    if (other) this.#pinch(before, now, other);
    else this.camera.pan(now[0] - before[0], now[1] - before[1]);
    this.actions.moved();
  }

  // One of two fingers moves: their middle moves along, their distance zooms.
  #pinch(before, now, other) {
    const distance = (a) => Math.max(1, Math.hypot(a[0] - other[0], a[1] - other[1]));
    this.camera.pan((now[0] - before[0]) / 2, (now[1] - before[1]) / 2);
    this.camera.zoom(distance(now) / distance(before), (now[0] + other[0]) / 2, (now[1] + other[1]) / 2);
    this.travelled = Infinity;
  }

  #up(event) {
    const wasDown = this.pointers.delete(event.pointerId);
    if (wasDown && this.travelled < CLICK_RADIUS) this.actions.click(...this.#at(event));
  }

  #cancel(event) {
    this.pointers.delete(event.pointerId);
  }

  #leave() {
    if (!this.pointers.size) this.actions.leave();
  }

  #wheel(event) {
    event.preventDefault();
    const step = event.deltaMode === 1 ? 16 : event.deltaMode === 2 ? 400 : 1;
    const speed = event.ctrlKey ? 0.01 : 0.0018;
    this.camera.zoom(Math.exp(-Math.max(-500, Math.min(500, event.deltaY * step)) * speed), ...this.#at(event));
    this.actions.moved();
    this.actions.point(...this.#at(event));
  }

  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const [dx, dy] = [this.camera.width / 10, this.camera.height / 10];
    const moves = {
      ArrowLeft: () => this.camera.pan(dx, 0),
      ArrowRight: () => this.camera.pan(-dx, 0),
      ArrowUp: () => this.camera.pan(0, dy),
      ArrowDown: () => this.camera.pan(0, -dy),
      "+": () => this.camera.zoom(1.5),
      "=": () => this.camera.zoom(1.5),
      "-": () => this.camera.zoom(1 / 1.5),
      0: () => this.camera.reset(),
      Home: () => this.camera.reset(),
    };
    if (moves[event.key]) {
      moves[event.key]();
      this.actions.moved();
      this.actions.pointAtCentre();
    } else if (event.key === "Enter" || event.key === " ") {
      this.actions.click(this.camera.width / 2, this.camera.height / 2);
    } else {
      return;
    }
    event.preventDefault();
  }
}
