// Who is here, and who is writing.

import { initial, slot } from "./lines.js";
import { moreSentence } from "./people.js";
import { typingSentence } from "./typing.js";

const FACES = 4;

export class PeopleView {
  #list;
  #faces;
  #count;
  #more;
  #writing;
  #me;

  constructor({ list, faces, count, more, writing, me }) {
    this.#list = list;
    this.#faces = faces;
    this.#count = count;
    this.#more = more;
    this.#writing = writing;
    this.#me = me;
  }

  show(people, count) {
    const inOrder = [...people].sort((one, other) => this.#rank(one) - this.#rank(other) || one.name.localeCompare(other.name));
    this.#list.replaceChildren(...inOrder.map((person) => this.#entry(person)));
    this.#faces.replaceChildren(...inOrder.slice(0, FACES).map((person) => this.#face(person)));
    this.#count.textContent = count;
    this.#more.textContent = moreSentence(people.length, count);
    this.#more.hidden = !this.#more.textContent;
  }

  typing(names) {
    this.#writing.textContent = typingSentence(names);
  }

  #rank({ id, status }) {
    if (id === this.#me) return 0;
    return status === "active" ? 1 : 2;
  }

  #entry(person) {
    const entry = document.getElementById("person").content.firstElementChild.cloneNode(true);
    entry.dataset.status = person.status;
    this.#mark(slot(entry, "mark"), person);
    slot(entry, "name").textContent = person.name;
    slot(entry, "tag").textContent = person.id.slice(0, 3);
    slot(entry, "tag").dataset.person = person.id;
    slot(entry, "guest").hidden = !person.guest;
    slot(entry, "you").hidden = person.id !== this.#me;
    slot(entry, "idle").hidden = person.status !== "idle";
    return entry;
  }

  #face(person) {
    const face = document.createElement("span");
    face.className = "mark";
    this.#mark(face, person);
    return face;
  }

  #mark(element, { id, name }) {
    element.dataset.person = id;
    element.textContent = initial(name);
  }
}
