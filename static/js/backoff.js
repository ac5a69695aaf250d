// How long to wait before coming back.

const FIRST_MS = 500;
const MOST_MS = 30_000;

/** Exponential with full jitter: a crowd that was cut off at once must not return at once. */
export function backoff(attempt, random) {
  return random() * Math.min(MOST_MS, FIRST_MS * 2 ** attempt);
}

/** Somewhere between the two ends the server named. */
export function within([least, most], random) {
  return least + random() * (most - least);
}
