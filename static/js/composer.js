// Where lines are written: calculating or talking, as the switch says.

import { markMistake } from "./lines.js";

const FIELDS = { evaluate: "expression", say: "text" };
const PLACEHOLDERS = { evaluate: "rent = 1240", say: "Say something" };
const COUNT_FROM = 0.8;

export class Composer {
  #form;
  #entry;
  #mirror;
  #answer;
  #count;
  #limits;
  #notice;

  /** `onsend(type, text)`; `onwrite(type, text)` at every change. */
  constructor({ form, notice, limits, onsend, onwrite }) {
    this.#form = form;
    this.#entry = form.querySelector("textarea");
    this.#mirror = form.querySelector(".mirror");
    this.#answer = form.querySelector(".answer");
    this.#count = form.querySelector(".count");
    this.#limits = limits;
    this.#notice = notice;
    Object.assign(this, { onsend, onwrite });
    form.addEventListener("submit", (event) => this.#submit(event));
    form.addEventListener("change", () => this.#switched());
    form.elements.type.forEach((side) => side.parentElement.addEventListener("click", (event) => this.#pointed(event)));
    this.#entry.addEventListener("input", () => this.#written());
    this.#entry.addEventListener("keydown", (event) => this.#pressed(event));
    this.#dress();
    this.#reflect();
  }

  get type() {
    return this.#form.elements.type.value;
  }

  focus() {
    this.#entry.focus();
  }

  /** A refused line comes back to be mended. */
  edit(frame) {
    this.#form.elements.type.value = frame.type;
    this.#entry.value = frame[FIELDS[frame.type]];
    this.#switched();
    this.focus();
  }

  insert(text) {
    this.#entry.setRangeText(text, this.#entry.selectionStart, this.#entry.selectionEnd, "end");
    this.#written();
    this.focus();
  }

  /** Shows what the line would come to, or where it goes wrong; null: nothing to say. */
  show(preview) {
    const { result, error, hint } = preview ?? {};
    this.#answer.dataset.tone = error ? "error" : "result";
    this.#answer.querySelector("[data-slot=result]").textContent = error?.message ?? result?.text ?? "";
    this.#answer.querySelector("[data-slot=hint]").textContent = error?.hint ?? hint ?? "";
    if (error) markMistake(this.#mirror, this.#entry.value, error);
    else this.#reflect();
  }

  /** A viewer finds a sentence in its place. */
  allow(mayWrite) {
    this.#form.hidden = !mayWrite;
    this.#notice.hidden = mayWrite;
  }

  /** Nothing will be sent from this page any more: what was typed stays to be copied. */
  stop() {
    this.#entry.readOnly = true;
    this.#form.querySelector(".send").disabled = true;
  }

  // The mirror lies under the entry: it gives the entry its height and carries the mark of a mistake.
  #reflect() {
    this.#mirror.textContent = `${this.#entry.value}\u200b`;
  }

  #written() {
    this.#reflect();
    this.#measure();
    this.onwrite(this.type, this.#entry.value);
  }

  #switched() {
    this.#dress();
    this.#written();
  }

  // Who points at the switch goes on to write; who walks over it with the keyboard stays on it.
  #pointed({ detail }) {
    if (detail) this.focus();
  }

  #dress() {
    this.#form.dataset.type = this.type;
    this.#entry.placeholder = PLACEHOLDERS[this.type];
  }

  #measure() {
    const length = [...this.#entry.value.trim()].length;
    const most = this.#limits[FIELDS[this.type]];
    this.#count.textContent = length > most * COUNT_FROM ? `${length} of ${most}` : "";
    this.#entry.setCustomValidity(length > most ? `At most ${most} characters.` : "");
  }

  #pressed(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    if (!this.#entry.readOnly) this.#form.requestSubmit();
  }

  #submit(event) {
    event.preventDefault();
    const text = this.#entry.value.trim();
    if (!text) return;
    this.#entry.value = "";
    this.#written();
    this.onsend(this.type, text);
  }
}
