// Is anybody looking? Idle is who hid the page a moment ago, or has touched nothing for long.

const HIDDEN_MS = 10_000;
const STILL_MS = 5 * 60_000;
const SIGNS_OF_LIFE = ["pointerdown", "keydown", "wheel", "touchstart"];

export class Attention {
  status = "active";
  #cancel = () => {};

  /** `onchange(status)`; `onreturn()` when the page is shown again. */
  constructor({ clock, onchange, onreturn }) {
    Object.assign(this, { clock, onchange, onreturn });
    document.addEventListener("visibilitychange", () => this.#looked());
    for (const sign of SIGNS_OF_LIFE) addEventListener(sign, () => this.#awake(), { passive: true });
    this.#awake();
  }

  get isVisible() {
    return document.visibilityState === "visible";
  }

  #looked() {
    if (this.isVisible) {
      this.#awake();
      this.onreturn();
    } else {
      this.#idleAfter(HIDDEN_MS);
    }
  }

  #awake() {
    this.#become("active");
    this.#idleAfter(STILL_MS);
  }

  #idleAfter(ms) {
    this.#cancel();
    this.#cancel = this.clock.after(ms, () => this.#become("idle"));
  }

  #become(status) {
    if (status === this.status) return;
    this.status = status;
    this.onchange(status);
  }
}
