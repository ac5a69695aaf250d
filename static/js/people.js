// Who is here: a snapshot, then numbered differences.

/** The state after a snapshot, and after those differences that came before it was answered. */
export function syncState({ rev, people }, pending = []) {
  const state = { rev, people: new Map(people.map((person) => [person.id, person])) };
  return pending.filter((diff) => diff.rev > rev).reduce((before, diff) => syncDiff(before, diff) ?? before, state);
}

/** The state after a difference; null when one before it is missing. An old one changes nothing. */
export function syncDiff(state, { rev, joined, left, changed }) {
  if (rev <= state.rev) return state;
  if (rev !== state.rev + 1) return null;
  const people = new Map(state.people);
  for (const id of left) people.delete(id);
  for (const person of [...joined, ...changed]) people.set(person.id, person);
  return { rev, people };
}

/** Follows a room's presence; `ask()` requests a snapshot when a difference was missed. */
export class People {
  #state = { rev: 0, people: new Map() };
  #pending = null;

  constructor(ask) {
    this.ask = ask;
  }

  get here() {
    return [...this.#state.people.values()];
  }

  named(id) {
    return this.#state.people.get(id)?.name;
  }

  /** A new socket: what an old one still owed us counts no more. */
  begin(presence) {
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
