// How far the reader has read: what stood in sight at the bottom of a visible page.

const PAUSE_MS = 1_000;

export class Reading {
  #told;
  #pause = null;

  /** `reached()` returns the seq that is read by now, or null; `send(frame)` whether it went out. */
  constructor({ read, reached, send, clock }) {
    this.#told = read;
    Object.assign(this, { reached, send, clock });
  }

  /** Something moved: new lines, a scroll, a look. */
  moved() {
    this.#pause ??= this.clock.after(PAUSE_MS, () => this.#tell());
  }

  #tell() {
    this.#pause = null;
    const seq = this.reached();
    if (seq > this.#told && this.send({ type: "read", seq })) this.#told = seq;
  }
}
