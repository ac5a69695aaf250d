// Own lines on their way: shown at once, gone when the log has them, kept with the reason when they were refused.

import { lineOf, markMistake, slot } from "./lines.js";

export class PendingView {
  #list;
  #me;
  #lines = new Map();

  /** `onagain(id)`, `onedit(frame)` and `ondrop(id)`: what the author does about a refused line. */
  constructor({ list, me, onagain, onedit, ondrop }) {
    this.#list = list;
    this.#me = me;
    Object.assign(this, { onagain, onedit, ondrop });
  }

  add(frame) {
    const line = lineOf(this.#asEvent(frame), this.#me.id);
    line.removeAttribute("id");
    line.classList.add("is-pending");
    slot(line, "seq").removeAttribute("href");
    this.#lines.set(frame.id, { line, ackedAt: null });
    this.#list.append(line);
  }

  /** The server has it as line `seq`; it stays until that line is in the log. */
  acknowledge(id, seq, last) {
    const known = this.#lines.get(id);
    if (known) known.ackedAt = seq;
    this.reached(last);
  }

  /** The log now shows everything up to `last`. */
  reached(last) {
    for (const [id, { ackedAt }] of this.#lines) if (ackedAt !== null && ackedAt <= last) this.remove(id);
  }

  remove(id) {
    this.#lines.get(id)?.line.remove();
    this.#lines.delete(id);
  }

  refuse(frame, { message, detail }) {
    const { line } = this.#lines.get(frame.id);
    const note = document.getElementById("line-refused").content.firstElementChild.cloneNode(true);
    slot(note, "reason").textContent = [message, detail?.hint].filter(Boolean).join(" — ");
    if (detail) markMistake(slot(line, "expression"), frame.expression, detail);
    line.classList.replace("is-pending", "is-refused");
    line.append(note);
    note.addEventListener("click", ({ target }) => this.#act(target.dataset.act, frame));
    note.scrollIntoView({ block: "nearest" });
  }

  #act(act, frame) {
    if (!act) return;
    this.remove(frame.id);
    if (act === "again") {
      this.add(frame);
      this.onagain(frame.id);
    } else {
      this.ondrop(frame.id);
      if (act === "edit") this.onedit(frame);
    }
  }

  #asEvent({ type, text, expression }) {
    const common = { seq: "…", at: new Date().toISOString(), by: this.#me };
    if (type === "say") return { ...common, kind: "message", text };
    return { ...common, kind: "calculation", expression, result: { text: "…", exact: true }, name: null };
  }
}
