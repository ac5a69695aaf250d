// How far the reader has read: what stood in sight at the bottom of a visible page.

const PAUSE_MS = 1_000;

export class Reading {
  #told;
  #isPausing = false;

  /** `reached()` returns the seq that is read by now, or null; `send(frame)` whether it went out. */
  constructor({ read, reached, send, clock }) {
    this.#told = read;
    Object.assign(this, { reached, send, clock });
  }

  /** Something moved: new lines, a scroll, a look. Told at once, since the page may be left, then once a pause. */
  moved() {
    if (this.#isPausing || !this.#tell()) return;
    this.#isPausing = true;
    this.clock.after(PAUSE_MS, () => {
      this.#isPausing = false;
      this.moved();
    });
  }

  #tell() {
    const seq = this.reached();
    if (seq === null || seq <= this.#told || !this.send({ type: "read", seq })) return false;
    this.#told = seq;
    return true;
  }
}
