// Where in a text an error lies.

/** Cuts the text into before, wrong, after. Offsets count code points; a place past the end leaves `wrong` empty. */
export function cut(text, start, end) {
  const points = [...text];
  const slice = (from, to) => points.slice(from, to).join("");
  return [slice(0, start), slice(start, end), slice(end)];
}
