// Everything put together.

class Page {
  constructor(data) {
    this.data = data;
    this.complex = new RegionComplex(data);
    this.camera = new Camera(data.view);
    this.theme = new Theme(data.palette, data.layer_colors);
    this.search = new Search(this.complex);
    this.state = this.#firstState();
    this.pointed = null;
    this.drawing = new Drawing(this.complex, this.camera, this.theme, this.state);
    this.details = new Details(this.complex, this.state, {
      pin: (region) => this.goTo(region),
      unpin: () => this.unpin(),
      described: () => this.#showPosition(),
    });
    this.#buildControls();
    this.#listen();
    this.chooseDefinition(0);
    this.drawing.resize();
  }

  #firstState() {
    const { complex, data } = this;
    return {
      definition: 0,
      hovered: -1,
      pinned: -1,
      neighbours: [],
      matches: null,
      layers: new Set(complex.groups.map(({ layer }) => layer)),
      boundary: boundaryLines(data),
      // Where a single output vanishes is of interest to some.
      showsBoundary: "boundary_x" in data.columns && data.outputs > 1,
      showsCentre: false,
      get partition() {
        return complex.partitions[this.definition];
      },
    };
  }

  // Choices

  chooseDefinition(definition) {
    this.state.definition = definition;
    this.#pinChanged();
    this.#linesChanged();
  }

  #linesChanged() {
    this.drawing.sortLines();
    this.#countLayers();
    if (this.drawing.pixels) this.drawing.paint();
  }

  showLayer(layer, wanted) {
    if (wanted) this.state.layers.add(layer);
    else this.state.layers.delete(layer);
    this.#linesChanged();
  }

  // Pointing and pinning

  pointAt(px, py) {
    this.pointed = [px, py];
    const [x, y] = this.camera.toPlane(px, py);
    const region = this.complex.polygons.at(x, y);
    if (region !== this.state.hovered) {
      this.state.hovered = region;
      if (this.state.pinned < 0) this.details.show();
      this.drawing.marks.paint(this.drawing.ratio);
    }
    this.#showPosition();
  }

  leave() {
    this.pointed = null;
    this.state.hovered = -1;
    this.state.showsCentre = false;
    if (this.state.pinned < 0) this.details.show();
    this.drawing.marks.paint(this.drawing.ratio);
    document.getElementById("position").textContent = "";
  }

  pin(region) {
    this.state.pinned = region;
    this.#pinChanged();
    const { definition, partition } = this.state;
    if (region >= 0) {
      announce(`${DEFINITIONS[definition].one} ${partition.of(region)} pinned, ${count(this.state.neighbours.length, "neighbour")}`);
    }
  }

  unpin() {
    this.pin(-1);
    announce("nothing pinned");
  }

  #pinChanged() {
    const { partition, pinned } = this.state;
    this.state.neighbours = pinned >= 0 ? partition.neighbours(partition.of(pinned)) : [];
    this.details.show();
    if (this.drawing.pixels) this.drawing.marks.paint(this.drawing.ratio);
  }

  // Pin a region and see to it that it is visible.
  goTo(region) {
    const box = this.complex.boxAround([region]);
    if (box && !this.#isSeen(box)) {
      const size = Math.max(box[2] - box[0], box[3] - box[1]) || 1 / this.camera.scale;
      const [x, y] = [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2];
      this.camera.show([x - 2 * size, y - 2 * size, x + 2 * size, y + 2 * size], 1);
    }
    this.pin(region);
    this.drawing.refresh();
  }

  #isSeen([left, bottom, right, top]) {
    const view = this.camera.box();
    const inside = left >= view[0] && bottom >= view[1] && right <= view[2] && top <= view[3];
    return inside && Math.max(right - left, top - bottom) * this.camera.scale > 12;
  }

  find(query) {
    const output = document.getElementById("matches");
    let found = null;
    let message = "";
    try {
      found = this.search.find(query);
      if (found) message = count(found.length, "match", "matches");
    } catch (error) {
      message = error.message;
    }
    output.textContent = message;
    this.found = found;
    this.state.matches = found && new Set(found);
    this.drawing.paint();
  }

  // Controls

  #buildControls() {
    const definitions = document.getElementById("definitions");
    DEFINITIONS.forEach(({ name, label, number }, k) => {
      const input = element("input", { type: "radio", name: "definition", value: name, checked: k === 0, onchange: () => this.chooseDefinition(k) });
      const total = element("span", { class: "count" }, this.data.counts[name].toLocaleString("en"));
      definitions.append(element("label", { title: `definition ${number}` }, input, label, total));
    });
    const rows = document.querySelector("#layers .rows");
    for (const { layer } of this.complex.groups) {
      const input = element("input", { type: "checkbox", checked: true, value: layer, onchange: (event) => this.showLayer(layer, event.target.checked) });
      const swatch = element("span", { class: "swatch", "data-colour": layer });
      rows.append(element("label", {}, input, swatch, `layer ${layer + 1}`, element("span", { class: "count", "data-layer": layer })));
    }
    this.#colourSwatches();
    if (!this.complex.groups.length) document.getElementById("layers").hidden = true;
    if (this.state.boundary) {
      const input = element("input", { type: "checkbox", checked: this.state.showsBoundary, id: "boundary", onchange: (event) => this.#showBoundary(event.target.checked) });
      const where = this.data.outputs > 1 ? "where the largest output changes" : "where the output changes its sign";
      const text = this.state.boundary.x.length ? where : `${where}: nowhere`;
      document.getElementById("lines").append(element("label", {}, input, element("span", { class: "swatch boundary" }), text));
    }
  }

  #colourSwatches() {
    for (const swatch of document.querySelectorAll("[data-colour]")) {
      swatch.style.background = this.theme.layerColour(Number(swatch.dataset.colour));
    }
  }

  #showBoundary(wanted) {
    this.state.showsBoundary = wanted;
    this.drawing.paint();
  }

  #countLayers() {
    for (const [layer, number] of this.complex.facetsByLayer(this.state.partition)) {
      document.querySelector(`[data-layer="${layer}"]`).textContent = number.toLocaleString("en");
    }
  }

  #setAllLayers(wanted) {
    for (const input of document.querySelectorAll("#layers .rows input")) {
      input.checked = wanted;
      const layer = Number(input.value);
      if (wanted) this.state.layers.add(layer);
      else this.state.layers.delete(layer);
    }
    this.#linesChanged();
  }

  #showPosition() {
    if (!this.pointed) return;
    const [x, y] = this.camera.toPlane(...this.pointed);
    const digits = Math.min(15, Math.max(0, Math.ceil(Math.log10(this.camera.scale)) + 1));
    const place = `x = (${x.toFixed(digits)}, ${y.toFixed(digits)})`;
    const known = this.complex.known.get(this.state.hovered);
    document.getElementById("position").textContent = known ? `${place}, f(x) \u2248 ${valuesText(known, x, y)}` : place;
  }

  // Events

  #listen() {
    const actions = {
      point: (px, py) => this.#soon(() => this.pointAt(px, py)),
      pointAtCentre: () => {
        this.state.showsCentre = true;
        this.pointAt(this.camera.width / 2, this.camera.height / 2);
      },
      leave: () => this.#soon(() => this.leave()),
      moved: () => this.drawing.refresh(),
      click: (px, py) => {
        this.pointAt(px, py);
        this.pin(this.state.hovered);
      },
    };
    const { canvas } = this.drawing.marks;
    this.gestures = new Gestures(canvas, this.camera, actions);
    canvas.addEventListener("focus", () => {
      if (canvas.matches(":focus-visible")) actions.pointAtCentre();
    });
    canvas.addEventListener("blur", () => this.leave());
    const onClick = (id, action) => document.getElementById(id).addEventListener("click", action);
    const moving = (change) => () => {
      change();
      this.drawing.refresh();
    };
    onClick("zoom-in", moving(() => this.camera.zoom(1.5)));
    onClick("zoom-out", moving(() => this.camera.zoom(1 / 1.5)));
    onClick("reset", moving(() => this.camera.reset()));
    onClick("all-layers", () => this.#setAllLayers(true));
    onClick("no-layers", () => this.#setAllLayers(false));
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && event.target.id !== "query") this.unpin();
    });
    this.theme.query.addEventListener("change", () => {
      this.#colourSwatches();
      this.drawing.paint();
    });
    new ResizeObserver(() => this.drawing.resize()).observe(canvas);
    this.#listenToSearch();
  }

  #listenToSearch() {
    const query = document.getElementById("query");
    let timer = null;
    query.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => this.find(query.value), 120);
    });
    document.getElementById("search").addEventListener("submit", (event) => {
      event.preventDefault();
      clearTimeout(timer);
      const before = this.found;
      this.find(query.value);
      if (!this.found?.length) return;
      // Enter again goes to the next one.
      const last = String(before) === String(this.found) ? this.found.indexOf(this.state.pinned) : -1;
      this.goTo(this.found[(last + 1) % this.found.length]);
    });
  }

  // Do only the last of the things asked for within one frame.
  #soon(action) {
    if (!this.pending) requestAnimationFrame(() => {
      const last = this.pending;
      this.pending = null;
      last();
    });
    this.pending = action;
  }

  // What the page shows, to be read by scripts.
  get interface() {
    const { complex, camera, state, drawing, details } = this;
    const page = this;
    return Object.freeze({
      get count() { return complex.count; },
      get counts() { return { ...page.data.counts }; },
      get definition() { return DEFINITIONS[state.definition].name; },
      get hovered() { return state.hovered; },
      get pinned() { return state.pinned; },
      get neighbours() { return state.neighbours.map(({ group }) => group); },
      get matches() { return page.found ? [...page.found] : null; },
      get layers() { return [...state.layers].sort((a, b) => a - b); },
      get lines() { return [...drawing.lines.values()].reduce((sum, list) => sum + list.length, 0); },
      get view() { return camera.box(); },
      get idle() { return drawing.isCurrent && details.isComplete && !page.pending; },
      group: (region) => state.partition.of(region),
      regionAt: (x, y) => complex.polygons.at(x, y),
      toClient: (x, y) => {
        const { left, top } = drawing.marks.canvas.getBoundingClientRect();
        const [px, py] = camera.toPixel(x, y);
        return [left + px, top + py];
      },
      describe: (region) => complex.description(region),
    });
  }
}

function boundaryLines({ columns }) {
  const { boundary_x: x, boundary_y: y, boundary_directions: directions } = columns;
  return x ? { x, y, isDirection: flags(directions, x.length) } : null;
}

function valuesText({ floats }, x, y) {
  const values = floats.slice(0, 4).map(([a, b, c]) => (a * x + b * y + c).toPrecision(5));
  return `(${values.join(", ")}${floats.length > 4 ? ", \u2026" : ""})`;
}

Object.defineProperty(window, "polyregions", { value: new Page(readData()).interface });
