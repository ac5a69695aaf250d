// The log on the page: lines in order of seq, the bottom kept in sight only for those who look at it.

import { lineOf, localise } from "./lines.js";

const NEAR_PX = 80;

export class LogView {
  #scroller;
  #lines;
  #news;
  #unseen = 0;
  #isStuck = true;

  constructor({ scroller, lines, news, me }) {
    this.#scroller = scroller;
    this.#lines = lines;
    this.#news = news;
    this.me = me;
    for (const line of lines.children) localise(line);
    this.#joinUp(lines.children);
    news.addEventListener("click", () => this.toBottom());
    scroller.addEventListener("scroll", () => this.#scrolled());
    // A growing composer or a phone's keyboard takes room from the log; the bottom stays in sight.
    new ResizeObserver(() => this.#isStuck && this.toBottom()).observe(scroller);
  }

  get isAtBottom() {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroller;
    return scrollHeight - scrollTop - clientHeight < NEAR_PX;
  }

  toBottom() {
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
  }

  /** Adds newer lines below. */
  append(events) {
    const stick = this.isAtBottom;
    const lines = this.#elements(events);
    this.#lines.append(...lines);
    this.#joinUp(lines);
    if (stick) this.toBottom();
    else this.#countNews(this.#unseen + lines.filter((line) => !line.hasAttribute("data-mine")).length);
  }

  /** Adds earlier lines above, without moving what is being read. */
  prepend(events) {
    const below = this.#scroller.scrollHeight - this.#scroller.scrollTop;
    const announced = this.#lines.parentElement;
    announced.setAttribute("aria-busy", "true"); // history is not read out
    this.#lines.prepend(...this.#elements(events));
    this.#joinUp(this.#lines.children);
    this.#scroller.scrollTop = this.#scroller.scrollHeight - below;
    requestAnimationFrame(() => announced.removeAttribute("aria-busy"));
  }

  /** Empties the page, for a log that is replayed from another place. */
  clear() {
    this.#lines.replaceChildren();
    this.#countNews(0);
  }

  #scrolled() {
    this.#isStuck = this.isAtBottom;
    if (this.#isStuck) this.#countNews(0);
  }

  #elements(events) {
    return events.map((event) => lineOf(event, this.me)).filter(Boolean);
  }

  // A person is named once for lines in a row.
  #joinUp(lines) {
    for (const line of lines) {
      const above = line.previousElementSibling;
      line.toggleAttribute("data-continued", Boolean(above?.dataset.person) && this.#sameHand(above, line));
    }
  }

  #sameHand(above, line) {
    const written = (one) => !one.classList.contains("line-member");
    return written(above) && written(line) && above.dataset.person === line.dataset.person;
  }

  #countNews(count) {
    this.#unseen = count;
    this.#news.hidden = !count;
    this.#news.textContent = count === 1 ? "1 new line" : `${count} new lines`;
  }
}
