// The id a line carries from the moment it is written.

/** `crypto.randomUUID` exists only on https and localhost; a room may be open on the network of a house. */
export function newId(source = crypto) {
  if (source.randomUUID) return source.randomUUID();
  const bytes = source.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
