// Asks what the line would come to while it is being written.

import { newId } from "./submission.js";

const DEBOUNCE_MS = 120;

export class Preview {
  #asked = null;
  #cancel = () => {};

  /** `show(answer)` gets the server's answer, or null when there is nothing to show. */
  constructor({ send, show, clock }) {
    Object.assign(this, { send, show, clock });
  }

  of(expression) {
    this.#cancel();
    this.#asked = null;
    if (!expression.trim()) return this.show(null);
    this.#cancel = this.clock.after(DEBOUNCE_MS, () => this.#ask(expression));
  }

  #ask(expression) {
    const id = newId();
    if (this.send({ type: "preview", id, expression })) this.#asked = id;
    else this.show(null);
  }

  answered(frame) {
    if (frame.id === this.#asked) this.show(frame);
  }
}
