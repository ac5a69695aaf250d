// What the page's owner has written and the server has not acknowledged.
//
// One line travels at a time: a second one sent behind a first that is then refused as too fast would overtake it, and
// `x = 3` must not arrive after `x + 1`. A line keeps its id however often it is sent, so the server adds it once.

const TOO_FAST = new Set(["rate_limited", "busy"]);
const REST_MS = 100;

export class Outbox {
  #lines = new Map();
  #travelling = null;
  #resting = false;

  /** `send(frame)` returns whether it went out; `onrefused(frame, error)` hears of lines that need their author. */
  constructor({ send, clock, onrefused }) {
    Object.assign(this, { send, clock, onrefused });
  }

  get waiting() {
    return [...this.#lines.values()].filter(({ refused }) => !refused).map(({ frame }) => frame);
  }

  /** Whether the line is still on its way. */
  holds(id) {
    return this.waiting.some((frame) => frame.id === id);
  }

  add(frame) {
    this.#lines.set(frame.id, { frame, refused: false });
    this.#moveOn();
  }

  /** The server has it, or its author gave it up. */
  settle(id) {
    this.#lines.delete(id);
    this.#arrived(id);
  }

  /** An error came. What was only too fast goes again by itself; errors about nothing here are nobody's. */
  refuse(error) {
    const line = this.#lines.get(error.id);
    if (!line) return;
    if (TOO_FAST.has(error.code)) return this.#rest((error.retry_after ?? 1) * 1000);
    line.refused = true;
    this.onrefused(line.frame, error);
    this.#arrived(error.id);
  }

  /** Its author wants a refused line sent once more, as the newest. */
  again(id) {
    const { frame } = this.#lines.get(id);
    this.#lines.delete(id);
    this.add(frame);
  }

  /** A new socket: what was on its way through the old one may or may not have arrived. */
  reconnected() {
    this.#travelling = null;
    this.#moveOn();
  }

  #arrived(id) {
    if (this.#travelling !== id) return;
    this.#travelling = null;
    this.#moveOn();
  }

  #rest(ms) {
    this.#travelling = null;
    this.#resting = true;
    this.clock.after(Math.max(ms, REST_MS), () => {
      this.#resting = false;
      this.#moveOn();
    });
  }

  #moveOn() {
    if (this.#travelling || this.#resting) return;
    const next = this.waiting[0];
    if (next && this.send(next)) this.#travelling = next.id;
  }
}
