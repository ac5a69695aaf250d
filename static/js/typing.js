// Who is writing at the moment.

const SHOWN_MS = 4_000;

export class Typing {
  #until = new Map();

  constructor(clock, onchange) {
    Object.assign(this, { clock, onchange });
  }

  get ids() {
    return [...this.#until.keys()];
  }

  heard(id) {
    this.#until.get(id)?.();
    this.#until.set(id, this.clock.after(SHOWN_MS, () => this.done(id)));
    this.onchange();
  }

  done(id) {
    this.#until.get(id)?.();
    if (this.#until.delete(id)) this.onchange();
  }
}

/** "Ada is writing", or more of them. */
export function typingSentence(names) {
  if (!names.length) return "";
  if (names.length > 3) return "Several people are writing …";
  const who = names.length === 1 ? names[0] : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
  return `${who} ${names.length === 1 ? "is" : "are"} writing …`;
}
