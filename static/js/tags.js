// Shows a short tag beside the names of people who share one, wherever they stand on the page.

import { namesakes } from "./namesakes.js";

export class Tags {
  #seen = new Map();
  #shared = new Set();

  /** Takes note of people, `{id, name}` each, whose names were just written somewhere. */
  see(people) {
    for (const { id, name } of people) this.#seen.set(`${id} ${name}`, { id, name });
    this.#shared = namesakes(this.#seen.values());
    if (this.#shared.size) this.#show();
  }

  #show() {
    for (const tag of document.querySelectorAll("[data-slot=tag]")) {
      tag.hidden = !this.#shared.has(tag.dataset.person);
    }
  }
}
