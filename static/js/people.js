// Who is here: a snapshot, then numbered differences.

/** The state after a snapshot, and after those differences that came before it was answered. With a `count` of the many who
 * are here, the people are a sample of them. */
export function syncState({ rev, people, count }, pending = []) {
  const state = { rev, people: new Map(people.map((person) => [person.id, person])), count };
  return pending.filter((diff) => diff.rev > rev).reduce((before, diff) => syncDiff(before, diff) ?? before, state);
}

/** The state after a difference; null when one before it is missing. An old one changes nothing. */
export function syncDiff(state, { rev, joined, left, changed, count }) {
  if (rev <= state.rev) return state;
  if (rev !== state.rev + 1) return null;
  const people = new Map(state.people);
  for (const id of left) people.delete(id);
  for (const person of [...joined, ...changed]) people.set(person.id, person);
  return { rev, people, count };
}

/** What stands below a list that shows `shown` of the `count` people here. */
export function moreSentence(shown, count) {
  return count > shown ? `and ${count - shown} more: ${count} here` : "";
}

/** Follows a room's presence; `ask()` requests a snapshot when a difference was missed. */
export class People {
  #state = { rev: 0, people: new Map() };
  #pending = null;
  #me = null;

  constructor(ask) {
    this.ask = ask;
  }

  /** Those who are here, as far as we are told of them; oneself always. */
  get here() {
    const people = [...this.#state.people.values()];
    return this.#me && !this.#state.people.has(this.#me.id) ? [this.#me, ...people] : people;
  }

  /** How many are here. */
  get count() {
    return Math.max(this.#state.count ?? 0, this.here.length);
  }

  named(id) {
    return this.#state.people.get(id)?.name;
  }

  /** A new socket: what an old one still owed us counts no more. */
  begin(presence, { id, name, guest }) {
    this.#me = { id, name, guest, status: "active" };
    this.#pending = null;
    this.snapshot(presence);
  }

  snapshot(presence) {
    this.#state = syncState(presence, this.#pending ?? []);
    this.#pending = null;
  }

  differs(diff) {
    if (this.#pending) return void this.#pending.push(diff);
    const next = syncDiff(this.#state, diff);
    if (next) return void (this.#state = next);
    this.#pending = [diff];
    this.ask();
  }
}
