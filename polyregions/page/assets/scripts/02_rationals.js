// Exact rational numbers {p, q} of BigInts, q > 0, without common factors.

function absolute(n) {
  return n < 0n ? -n : n;
}

function gcd(a, b) {
  a = absolute(a);
  b = absolute(b);
  while (b) [a, b] = [b, a % b];
  return a;
}

function rational(p, q) {
  const common = gcd(p, q) || 1n;
  const sign = q < 0n ? -1n : 1n;
  return { p: (sign * p) / common, q: (sign * q) / common };
}

function plus(a, b) {
  return rational(a.p * b.q + b.p * a.q, a.q * b.q);
}

function exactText({ p, q }) {
  return q === 1n ? String(p) : `${p}/${q}`;
}

// The exact text where it is short, else the first digits of its numbers.
function shortText(value) {
  const text = exactText(value);
  if (text.length <= 12) return text;
  return text.split("/").map((digits) => digits.replace(/^(-?\d{3})\d{2,}$/, "$1\u2026")).join("/");
}

// The nearest decimal of so many significant digits, and whether it is the number itself.
function decimal({ p, q }, digits = 6) {
  if (p === 0n) return { text: "0", exact: true };
  const size = absolute(p);
  let exponent = String(size).length - String(q).length;
  if (size * power(-exponent) < q * power(exponent)) exponent -= 1;
  const shift = digits - 1 - exponent;
  const numerator = size * power(shift);
  const denominator = q * power(-shift);
  let mantissa = (2n * numerator + denominator) / (2n * denominator);
  const exact = mantissa * denominator === numerator;
  if (mantissa === power(digits)) {
    mantissa /= 10n;
    exponent += 1;
  }
  const text = placed(String(mantissa), exponent, digits);
  return { text: p < 0n ? `-${text}` : text, exact };
}

function power(exponent) {
  return 10n ** BigInt(Math.max(exponent, 0));
}

// Write digits d1 d2 d3 ... as d1.d2d3... times ten to the exponent.
function placed(digits, exponent, length) {
  if (exponent >= 0 && exponent < length) {
    return withoutZeros(`${digits.slice(0, exponent + 1)}.${digits.slice(exponent + 1)}`);
  }
  if (exponent < 0 && exponent >= -5) {
    return withoutZeros(`0.${"0".repeat(-exponent - 1)}${digits}`);
  }
  return `${withoutZeros(`${digits[0]}.${digits.slice(1)}`)}e${exponent}`;
}

function withoutZeros(text) {
  return text.replace(/\.?0+$/, "");
}

function toNumber(value) {
  return Number(decimal(value, 17).text);
}
