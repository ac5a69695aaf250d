// The names the room has defined: what they stand for now, and the line that says so.

import { isFunction, slot } from "./lines.js";

export class NamesView {
  #list;
  #empty;

  constructor({ list, empty, oninsert }) {
    this.#list = list;
    this.#empty = empty;
    list.addEventListener("click", ({ target }) => {
      const button = target.closest("button");
      if (button) oninsert(slot(button, "name").textContent);
    });
  }

  /** A calculation defines a name: its entry moves to the new value, unless it shows a later one. */
  learn({ name, result, seq }) {
    const entry = this.#entryOf(name) ?? this.#newEntry(name);
    if (Number(slot(entry, "line").textContent) > seq) return;
    slot(entry, "value").textContent = result.text;
    entry.toggleAttribute("data-function", isFunction(name, result));
    slot(entry, "line").textContent = seq;
    slot(entry, "line").href = `#${seq}`;
  }

  clear() {
    this.#list.replaceChildren();
    this.#empty.hidden = false;
  }

  #entryOf(name) {
    return [...this.#list.children].find((entry) => slot(entry, "name").textContent === name);
  }

  #newEntry(name) {
    const entry = document.getElementById("name").content.firstElementChild.cloneNode(true);
    slot(entry, "name").textContent = name;
    const after = [...this.#list.children].find((other) => slot(other, "name").textContent > name);
    this.#list.insertBefore(entry, after ?? null);
    this.#empty.hidden = true;
    return entry;
  }
}
