// The network scaled to integers, and its exact forms in a region.
//
// A form [a, b, c] stands for (a x1 + b x2 + c) / scale, where the scale is the product of the
// denominators of the layers up to the unit's own. It is positive: it changes no sign and no line.

class ExactNetwork {
  constructor(layers) {
    let scale = 1n;
    let offset = 0;
    this.layers = layers.map(({ rows, denominator, relu }) => {
      scale *= BigInt(denominator);
      const layer = { rows: rows.map((row) => row.map(BigInt)), relu, scale, offset };
      offset += relu.length;
      return layer;
    });
    this.scale = scale;
  }

  // The pre-activations of all ReLU units, in the order of the bits, and the outputs.
  forms(bits) {
    const units = [];
    let inputs = [[1n, 0n, 0n], [0n, 1n, 0n], [0n, 0n, 1n]];
    for (const { rows, relu, scale, offset } of this.layers) {
      const outputs = rows.map((row) => combination(row, inputs));
      relu.forEach((unit, k) => {
        units.push(outputs[unit]);
        if (!bits[offset + k]) outputs[unit] = null;
      });
      inputs = [...outputs, [0n, 0n, scale]];
    }
    const zero = [0n, 0n, 0n];
    return { units, outputs: inputs.slice(0, -1).map((form) => form ?? zero) };
  }

  // The affine map x -> weights x + bias.
  map(outputForms) {
    const rows = outputForms.map((form) => form.map((c) => rational(c, this.scale)));
    return { weights: rows.map((row) => row.slice(0, 2)), bias: rows.map((row) => row[2]) };
  }
}

// Inputs that vanish are null.
function combination(row, inputs) {
  let a = 0n, b = 0n, c = 0n;
  for (let j = 0; j < row.length; j++) {
    const form = inputs[j];
    const weight = row[j];
    if (form === null || weight === 0n) continue;
    a += weight * form[0];
    b += weight * form[1];
    c += weight * form[2];
  }
  return [a, b, c];
}
