// The panel that describes one region, or the group of regions to which it belongs.

// Groups of more regions than this are measured exactly when asked.
const MEASURED_AT_ONCE = 24;
const MOST_OUTPUTS = 24;

class Details {
  constructor(complex, state, actions) {
    Object.assign(this, { complex, state, actions });
    this.place = document.getElementById("details");
    this.timer = null;
    this.cost = 0;
  }

  show() {
    clearTimeout(this.timer);
    this.timer = null;
    const region = this.state.pinned >= 0 ? this.state.pinned : this.state.hovered;
    if (region < 0) {
      this.place.replaceChildren(element("p", { class: "hint" }, "Point at a region to see its pattern, affine map, size, neighbours and vertices."));
      return;
    }
    const group = this.state.partition.of(region);
    const exact = element("div", { "aria-busy": "true" }, element("p", { class: "hint" }, "\u2026"));
    this.place.replaceChildren(this.#heading(region, group), this.#patterns(region, group), exact, this.#neighbours(group));
    const fill = () => {
      this.timer = null;
      const start = performance.now();
      exact.replaceChildren(...this.#exactParts(region, group));
      exact.removeAttribute("aria-busy");
      this.cost = performance.now() - start;
      this.actions.described();
    };
    // Moving across many regions stays fluent where exact numbers take long.
    if (this.state.pinned >= 0 || this.complex.known.has(region)) fill();
    else this.timer = setTimeout(fill, Math.min(400, 4 * this.cost));
  }

  get isComplete() {
    return this.timer === null;
  }

  #heading(region, group) {
    const { definition, partition, pinned } = this.state;
    const heading = element("h2", {}, `${DEFINITIONS[definition].one} ${group.toLocaleString("en")}`);
    const unpin = pinned >= 0 ? button("unpin", () => this.actions.unpin(), { title: "Escape", id: "unpin" }) : null;
    const members = partition.members(group).length;
    const about = definition === 0 ? null : element("p", {}, `made of ${count(members, "activation region")}, shown: ${region.toLocaleString("en")}`);
    return element("div", { class: "heading" }, heading, unpin, about);
  }

  #patterns(region, group) {
    const members = [...this.state.partition.members(group)].filter((i) => i !== region);
    const groups = this.complex.patternGroups(region);
    const rows = groups.map((bits, k) => element("li", {}, element("span", { class: "layer" }, `layer ${this.complex.groups[k].layer + 1}`), element("code", {}, bits)));
    const others = members.length
      ? element("details", {}, element("summary", {}, count(members.length, "other pattern")), longList(members, (i) => element("li", {}, button(`${i.toLocaleString("en")}: ${this.complex.pattern(i)}`, () => this.actions.pin(i), { class: "pattern" }))))
      : null;
    const whole = element("div", { class: "bits", "data-pattern": this.complex.pattern(region) }, element("ul", {}, ...rows));
    return part("Activation pattern", groups.length ? whole : element("p", {}, "no ReLU units"), others);
  }

  #exactParts(region, group) {
    const { weights, bias } = this.complex.exact(region);
    return [
      part("Affine map", this.#mapTable(weights, bias), button("copy as JSON", () => copyText(this.#asJson(region), "region"))),
      ...this.#sizeParts(group),
    ];
  }

  #mapTable(weights, bias) {
    const head = element("tr", {}, ...["", "x\u2080", "x\u2081", "1"].map((text) => element("th", { scope: "col" }, text)));
    const rows = weights.map((row, k) =>
      element("tr", {}, element("th", { scope: "row" }, `y${subscript(k)}`), ...[...row, bias[k]].map((value) => element("td", {}, exactNumber(value)))),
    );
    const table = element("table", { class: "map" }, element("thead", {}, head));
    const body = element("tbody", {}, ...rows.slice(0, MOST_OUTPUTS));
    table.append(body);
    if (rows.length > MOST_OUTPUTS) {
      const more = element("tr", {}, element("td", { colspan: 4 }, button(`show ${rows.length - MOST_OUTPUTS} more`, () => more.replaceWith(...rows.slice(MOST_OUTPUTS)))));
      body.append(more);
    }
    return table;
  }

  #sizeParts(group) {
    const { partition } = this.state;
    const members = partition.members(group).length;
    if (members <= MEASURED_AT_ONCE) return this.#measured(group);
    const place = element("div");
    const measure = button(`measure ${count(members, "region")} exactly`, () => place.replaceChildren(...this.#measured(group)));
    const size = partition.isBounded(group) ? `area \u2248 ${partition.floatArea(group).toPrecision(8)}` : "unbounded";
    place.append(part("Size", element("p", {}, size), measure));
    return [place];
  }

  #measured(group) {
    const { partition } = this.state;
    const area = partition.area(group);
    const vertices = partition.vertices(group);
    const list = longList(vertices, ([x, y, w]) =>
      element("li", { "data-vertex": pointTexts([x, y, w]).join(" ") }, exactNumber(rational(x, w)), exactNumber(rational(y, w))),
    );
    return [
      part("Size", area ? element("p", { id: "area" }, "area ", exactNumber(area)) : element("p", { id: "area" }, "unbounded")),
      part(count(vertices.length, "vertex", "vertices"), vertices.length ? element("div", { class: "vertices" }, list) : null),
    ];
  }

  #neighbours(group) {
    const neighbours = this.state.partition.neighbours(group);
    const list = longList(neighbours, ({ group: other, region, causes }) =>
      element("li", {}, button(other.toLocaleString("en"), () => this.actions.pin(region), { class: "neighbour", "data-region": region, "data-group": other }), ` across ${this.#unitsText(causes)}`),
    );
    return part(count(neighbours.length, "neighbour"), neighbours.length ? element("div", { class: "neighbours" }, list) : null);
  }

  // Layers and units are counted from 1 on the page.
  #unitsText(causes) {
    const bits = [...new Set([...causes].flatMap((cause) => this.complex.unitsOf(cause)))].sort((a, b) => a - b);
    const names = bits.slice(0, 3).map((bit) => `unit ${this.complex.units[bit].unit + 1} of layer ${this.complex.units[bit].layer + 1}`);
    return `${names.join(", ")}${bits.length > 3 ? ` and ${bits.length - 3} more` : ""}`;
  }

  #asJson(region) {
    return JSON.stringify(this.complex.description(region), null, 1);
  }
}

function part(title, ...children) {
  return element("section", {}, element("h3", {}, title), ...children);
}

function subscript(number) {
  return String(number).replaceAll(/\d/g, (digit) => "\u2080\u2081\u2082\u2083\u2084\u2085\u2086\u2087\u2088\u2089"[digit]);
}
