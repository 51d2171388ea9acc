// Building the parts of the page; all text is set as text, never parsed.

function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null));
  return node;
}

function button(text, onclick, attributes = {}) {
  return element("button", { type: "button", onclick, ...attributes }, text);
}

function count(number, one, many = `${one}s`) {
  return `${number.toLocaleString("en")} ${number === 1 ? one : many}`;
}

function announce(text) {
  document.getElementById("announcement").textContent = text;
}

async function copyText(text, what) {
  try {
    await navigator.clipboard.writeText(text);
    announce(`${what} copied`);
  } catch {
    announce(`${what} cannot be copied here: select the text instead`);
  }
}

// An exact number: shortened where it is long, with a decimal beside; a click shows and copies all.
function exactNumber(value) {
  const whole = exactText(value);
  const near = decimal(value);
  const beside = near.text === whole ? null : element("span", { class: "decimal" }, `${near.exact ? "=" : "\u2248"}\u00a0${near.text}`);
  const short = shortText(value);
  const shown = element("span", { class: "exact", "data-exact": whole }, short);
  if (short === whole) return element("span", { class: "number" }, shown, beside);
  const toggle = button("", () => {
    const opens = toggle.getAttribute("aria-expanded") === "false";
    toggle.setAttribute("aria-expanded", String(opens));
    shown.textContent = opens ? whole : short;
    if (opens) copyText(whole, "number");
  }, { "aria-expanded": "false", title: `Show and copy all ${whole.length} characters`, class: "digits" });
  toggle.append(shown);
  return element("span", { class: "number" }, toggle, beside);
}

// A list that shows its first entries, and more and more of the others when asked.
function longList(items, made) {
  const list = element("ul");
  const show = (start, end) => {
    list.append(...items.slice(start, end).map(made));
    if (end >= items.length) return;
    const more = element("li", {}, button(`show more of ${items.length.toLocaleString("en")}`, () => {
      more.remove();
      show(end, 5 * end);
    }));
    list.append(more);
  };
  show(0, 60);
  return list;
}
