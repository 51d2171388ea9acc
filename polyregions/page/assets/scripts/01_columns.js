// What the page carries: one JSON object, its long columns in base64, little-endian.

const COLUMN_TYPES = {
  uint8: Uint8Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
  int32: Int32Array,
  float64: Float64Array,
};

function readData() {
  const data = JSON.parse(document.getElementById("data").textContent);
  for (const [name, column] of Object.entries(data.columns)) {
    data.columns[name] = decodedColumn(column);
  }
  return data;
}

function decodedColumn({ type, base64 }) {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return new COLUMN_TYPES[type](bytes.buffer);
}
