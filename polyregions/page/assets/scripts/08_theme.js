// Colours, light or dark as the reader's system is.

const LIGHT = { paper: "#ffffff", ink: "#222222", accent: "#0077bb", veil: 0.72, share: 0.6, white: 0 };
const DARK = { paper: "#14171c", ink: "#e8e8e8", accent: "#33bbee", veil: 0.78, share: 0.4, white: 0.25 };

class Theme {
  constructor(palette, layerColours) {
    this.palette = palette;
    this.layerColours = layerColours;
    this.query = window.matchMedia("(prefers-color-scheme: dark)");
  }

  get current() {
    return this.query.matches ? DARK : LIGHT;
  }

  // The fill colours as pixels; those of regions that were not searched for are faint.
  fills(faint) {
    const { paper, share, veil } = this.current;
    const visible = faint ? share * (1 - veil) : share;
    return Uint32Array.from(this.palette, (colour) => pixel(mixed(colour, paper, visible)));
  }

  // A CSS colour for the layer; lighter on a dark ground.
  layerColour(layer) {
    const { white } = this.current;
    return `rgb(${mixed("#ffffff", this.layerColours[layer], white).join(" ")})`;
  }
}

function channels(colour) {
  return [1, 3, 5].map((start) => parseInt(colour.slice(start, start + 2), 16));
}

function mixed(colour, ground, share) {
  const other = channels(ground);
  return channels(colour).map((value, k) => Math.round(share * value + (1 - share) * other[k]));
}

// The four bytes of a pixel, in the order of memory, as one number.
function pixel([red, green, blue]) {
  return new Uint32Array(Uint8Array.of(red, green, blue, 255).buffer)[0];
}
