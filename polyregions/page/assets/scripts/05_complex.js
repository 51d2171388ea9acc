// The regions with everything that is known of them, exactly.

const DEFINITIONS = [
  { name: "proper_activation", label: "activation regions", one: "Activation region", number: 2 },
  { name: "open_connected", label: "linear regions", one: "Linear region", number: 4 },
  { name: "affine", label: "affine maps", one: "Affine map", number: 6 },
];

const NOT_A_UNIT = -1;

class RegionComplex {
  constructor(data) {
    this.polygons = new Polygons(data);
    this.network = new ExactNetwork(data.network);
    this.count = this.polygons.count;
    this.groups = data.pattern_groups;
    this.units = this.groups.flatMap(({ layer, units }) => units.map((unit) => ({ layer, unit })));
    this.packed = data.columns.patterns;
    this.packedLength = Math.ceil(this.units.length / 8);
    this.causes = data.causes;
    this.domain = data.domain.map((row) => row.map(BigInt));
    this.partitions = DEFINITIONS.map(
      ({ name }) => new Partition(this, data.columns[`${name}_labels`], data.columns[`${name}_colors`], data.counts[name]),
    );
    this.known = new Map();
  }

  bits(i) {
    const start = i * this.packedLength;
    return this.units.map((_, k) => (this.packed[start + (k >> 3)] >> (7 - (k & 7))) & 1);
  }

  // The bits of region i, one text for each layer that has some.
  patternGroups(i) {
    const bits = this.bits(i).join("");
    let end = 0;
    return this.groups.map(({ units }) => bits.slice(end, (end += units.length)));
  }

  pattern(i) {
    return this.patternGroups(i).join("|");
  }

  // The facets, counter-clockwise: the region across and the number of the cause.
  facets(i) {
    const { offsets, neighbours, causes } = this.polygons;
    const facets = [];
    for (let k = offsets[i]; k < offsets[i + 1]; k++) {
      if (neighbours[k] === AT_INFINITY) continue;
      const facet = { neighbour: neighbours[k], cause: causes[k] };
      // A line is drawn in two pieces.
      const last = facets.at(-1);
      if (last?.neighbour !== facet.neighbour || last?.cause !== facet.cause) facets.push(facet);
    }
    return facets;
  }

  // The units that vanish on facets with this cause, as bits.
  unitsOf(cause) {
    return this.causes[cause].slice(1);
  }

  // The affine map, the vertices and the area of region i, exact; computed once.
  exact(i) {
    if (!this.known.has(i)) {
      if (this.known.size > 2000) this.known.clear();
      this.known.set(i, this.#computed(i));
    }
    return this.known.get(i);
  }

  #computed(i) {
    const bits = this.bits(i);
    const { units, outputs } = this.network.forms(bits);
    const { weights, bias } = this.network.map(outputs);
    const facets = this.facets(i);
    const edges = exactEdges(facets.map(({ cause }) => this.#inwardForm(cause, bits, units)));
    edges.forEach((edge, k) => Object.assign(edge, facets[k]));
    const vertices = edges.map(({ end }) => end).filter((end) => end !== null);
    const area = this.polygons.isUnbounded[i] ? null : exactArea(vertices);
    const floats = weights.map((row, k) => [...row, bias[k]].map(toNumber));
    return { weights, bias, floats, edges, vertices, area };
  }

  // Everything about region i, numbers as exact texts.
  description(i) {
    const { weights, bias, vertices, area } = this.exact(i);
    return {
      index: i,
      pattern: this.pattern(i),
      weights: weights.map((row) => row.map(exactText)),
      bias: bias.map(exactText),
      area: area && exactText(area),
      vertices: vertices.map(pointTexts),
      facets: this.facets(i).map(({ neighbour, cause }) => ({
        neighbour: neighbour === BOUNDARY ? null : neighbour,
        units: this.unitsOf(cause).map((bit) => [this.units[bit].layer, this.units[bit].unit]),
      })),
    };
  }

  // For each layer the number of inner facets between groups on which some unit of it vanishes.
  facetsByLayer(partition) {
    const uses = new Uint32Array(this.causes.length);
    for (let i = 0; i < this.count; i++) {
      for (const { neighbour, cause } of this.facets(i)) {
        if (neighbour > i && partition.of(neighbour) !== partition.of(i)) uses[cause] += 1;
      }
    }
    const counts = new Map(this.groups.map(({ layer }) => [layer, 0]));
    uses.forEach((number, cause) => {
      const layers = new Set(this.unitsOf(cause).map((bit) => this.units[bit].layer));
      for (const layer of layers) counts.set(layer, counts.get(layer) + number);
    });
    return counts;
  }

  // Those regions of a group that reach into a box.
  visibleMembers(group, partition, [left, bottom, right, top]) {
    const { boxes } = this.polygons;
    return [...partition.members(group)].filter((i) => {
      const k = 4 * i;
      return boxes[k] <= right && boxes[k + 1] <= top && boxes[k + 2] >= left && boxes[k + 3] >= bottom;
    });
  }

  // The box around the corners of regions, null where they have none.
  boxAround(members) {
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    for (const i of members) {
      const own = this.polygons.finiteBox(i);
      if (!own) continue;
      enlarge(box, own[0], own[1]);
      enlarge(box, own[2], own[3]);
    }
    return box[0] === Infinity ? null : box;
  }

  // The form that is zero on a facet and positive inside.
  #inwardForm(cause, bits, units) {
    const [row, ...vanishing] = this.causes[cause];
    if (row !== NOT_A_UNIT) {
      const [a, b, c] = this.domain[row];
      return [-a, -b, c];
    }
    // A unit may vanish on all of this region, and leave zero only across the facet.
    const bit = vanishing.find((k) => units[k][0] !== 0n || units[k][1] !== 0n);
    const form = primitive(units[bit]);
    return bits[bit] ? form : form.map((c) => -c);
  }
}

// A division of the regions into groups: one for each region by the definition.
class Partition {
  constructor(complex, labels, colours, count) {
    this.complex = complex;
    this.labels = labels;
    this.colours = colours;
    this.count = count;
    this.sorted = null;
  }

  of(i) {
    return this.labels ? this.labels[i] : i;
  }

  colour(i) {
    return this.colours[this.of(i)];
  }

  members(group) {
    if (!this.labels) return Uint32Array.of(group);
    this.sorted ??= this.#sortedMembers();
    return this.sorted.members.subarray(this.sorted.offsets[group], this.sorted.offsets[group + 1]);
  }

  #sortedMembers() {
    const offsets = new Uint32Array(this.count + 1);
    for (const label of this.labels) offsets[label + 1] += 1;
    for (let group = 0; group < this.count; group++) offsets[group + 1] += offsets[group];
    const members = new Uint32Array(this.labels.length);
    const places = offsets.slice();
    this.labels.forEach((label, i) => {
      members[places[label]++] = i;
    });
    return { offsets, members };
  }

  // The other groups across facets, in the order of the facets, with the causes of these.
  neighbours(group) {
    const found = new Map();
    for (const i of this.members(group)) {
      for (const { neighbour, cause } of this.complex.facets(i)) {
        if (neighbour === BOUNDARY || this.of(neighbour) === group) continue;
        const other = this.of(neighbour);
        if (!found.has(other)) found.set(other, { group: other, region: neighbour, causes: new Set() });
        found.get(other).causes.add(cause);
      }
    }
    return [...found.values()];
  }

  isBounded(group) {
    return this.members(group).every((i) => !this.complex.polygons.isUnbounded[i]);
  }

  floatArea(group) {
    return this.members(group).reduce((sum, i) => sum + this.complex.polygons.area(i), 0);
  }

  // The exact area, null where it is infinite.
  area(group) {
    if (!this.isBounded(group)) return null;
    return [...this.members(group)].map((i) => this.complex.exact(i).area).reduce(plus);
  }

  // The exact points where the boundary of a group turns or touches itself.
  vertices(group) {
    const found = new Map();
    for (const i of this.members(group)) {
      for (const { neighbour, line, start, end } of this.complex.exact(i).edges) {
        if (neighbour !== BOUNDARY && this.of(neighbour) === group) continue;
        for (const point of [start, end]) {
          if (point === null) continue;
          const key = point.join(" ");
          if (!found.has(key)) found.set(key, { point, lines: [] });
          found.get(key).lines.push(line);
        }
      }
    }
    const isCorner = ({ lines }) => lines.length !== 2 || !areParallel(...lines);
    return [...found.values()].filter(isCorner).map(({ point }) => point);
  }
}

function primitive(form) {
  const common = form.reduce(gcd, 0n);
  return form.map((c) => c / common);
}

// The edges of the region where forms that follow one another counter-clockwise are positive, each
// with its ends [x, y, w], standing for (x / w, y / w), or null at infinity: lines that turn by 180
// degrees or more do not meet.
function exactEdges(lines) {
  const ends = lines.map((f, k) => {
    const g = lines[(k + 1) % lines.length];
    const w = f[0] * g[1] - f[1] * g[0];
    return w > 0n ? primitive([f[1] * g[2] - g[1] * f[2], g[0] * f[2] - f[0] * g[2], w]) : null;
  });
  return lines.map((line, k) => ({ line, start: ends.at(k - 1), end: ends[k] }));
}

// Half the sum of the determinants of consecutive vertices.
function exactArea(vertices) {
  let scale = 1n;
  for (const [, , w] of vertices) scale *= w;
  let twice = 0n;
  vertices.forEach(([x, y, w], k) => {
    const [u, v, t] = vertices[(k + 1) % vertices.length];
    twice += (x * v - u * y) * (scale / (w * t));
  });
  return rational(twice, 2n * scale);
}

function areParallel(f, g) {
  return f[0] * g[1] === f[1] * g[0];
}

function pointTexts([x, y, w]) {
  return [exactText(rational(x, w)), exactText(rational(y, w))];
}
