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

  /** A calculation that defines a name moves its entry to the new value; the others are left as they are. */
  learn({ name, result, seq }) {
    const entry = this.#entryOf(name) ?? this.#newEntry(name);
    slot(entry, "value").textContent = result.text;
    entry.toggleAttribute("data-function", isFunction(name, result));
    slot(entry, "line").textContent = seq;
    slot(entry, "line").href = `#${seq}`;
  }

  replace(variables) {
    this.#list.replaceChildren();
    this.#empty.hidden = false;
    variables.forEach((variable) => this.learn(variable));
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
