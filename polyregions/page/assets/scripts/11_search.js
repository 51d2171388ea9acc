// Finding regions by their patterns.
//
// A query is the beginning of a pattern; ? stands for one bit, * for any bits of one layer, # with a
// number for the region of that number.

class Search {
  constructor(complex) {
    this.complex = complex;
    this.patterns = null;
  }

  // The regions found, in order; null without a query; an error where it is malformed.
  find(query) {
    const text = query.replaceAll(/\s/g, "");
    if (text === "") return null;
    if (/^#\d+$/.test(text)) {
      const number = Number(text.slice(1));
      return number < this.complex.count ? [number] : [];
    }
    if (/[^01?*|]/.test(text)) throw new SyntaxError("use 0, 1, ?, * and |, or # and a number");
    const globs = text.split("|");
    globs[globs.length - 1] += "*";
    this.patterns ??= Array.from({ length: this.complex.count }, (_, i) => this.complex.patternGroups(i));
    const found = [];
    this.patterns.forEach((groups, i) => {
      if (globs.length <= groups.length && globs.every((glob, k) => fits(glob, groups[k]))) found.push(i);
    });
    return found;
  }
}

// Whether bits are as a glob says. Going back to the last star alone is enough, and quick.
function fits(glob, bits) {
  let [place, star, resume] = [0, -1, 0];
  for (let k = 0; k < bits.length; ) {
    if (glob[place] === "?" || glob[place] === bits[k]) {
      place += 1;
      k += 1;
    } else if (glob[place] === "*") {
      star = place;
      place += 1;
      resume = k;
    } else if (star >= 0) {
      place = star + 1;
      resume += 1;
      k = resume;
    } else {
      return false;
    }
  }
  return /^\**$/.test(glob.slice(place));
}
