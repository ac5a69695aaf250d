// People who share a name must be told apart.

/** The ids of those who share their name with somebody else; `seen` is a list of `{id, name}`. */
export function namesakes(seen) {
  const ids = new Map();
  for (const { id, name } of seen) {
    const key = name.toLowerCase();
    ids.set(key, (ids.get(key) ?? new Set()).add(id));
  }
  return new Set([...ids.values()].filter((same) => same.size > 1).flatMap((same) => [...same]));
}
