// Tells how the connection is doing: nothing for a moment, then a small mark, then a banner.

import { STOPPED } from "./words.js";

const MARK_MS = 2_000;
const BANNER_MS = 5_000;

export class ConnectionView {
  #mark;
  #banner;
  #clock;
  #cancels = [];
  #isAway = false;

  constructor({ mark, banner, clock, onretry }) {
    this.#mark = mark;
    this.#banner = banner;
    this.#clock = clock;
    banner.querySelector("[data-act=retry]").addEventListener("click", onretry);
  }

  show({ name, reason }) {
    if (name === "live") this.#back();
    else if (name === "stopped") this.#stopped(STOPPED[reason]);
    else if (!this.#isAway) this.#away();
  }

  #back() {
    this.#isAway = false;
    this.#forget();
    this.#mark.hidden = this.#banner.hidden = true;
  }

  #away() {
    this.#isAway = true;
    this.#later(MARK_MS, () => (this.#mark.hidden = false));
    this.#later(BANNER_MS, () => this.#say("No connection. What you write is kept and sent when it is back.", "retry"));
  }

  #stopped(sentence) {
    this.#forget();
    this.#say(sentence, "reload");
  }

  #say(sentence, act) {
    this.#banner.querySelector("[data-slot=sentence]").textContent = sentence;
    for (const choice of this.#banner.querySelectorAll("[data-act]")) choice.hidden = choice.dataset.act !== act;
    this.#banner.hidden = false;
    this.#mark.hidden = true;
  }

  #later(ms, work) {
    this.#cancels.push(this.#clock.after(ms, work));
  }

  #forget() {
    this.#cancels.forEach((cancel) => cancel());
    this.#cancels = [];
  }
}
