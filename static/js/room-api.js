// Questions about a room that are asked over HTTP.

import { afterRefusal } from "./closes.js";

export class RoomApi {
  #base;

  constructor(slug) {
    this.#base = `/api/v1/rooms/${slug}`;
  }

  async earlier(before) {
    const { events } = await this.#get(`/events?before=${before}`);
    return events;
  }

  async variables() {
    const { variables } = await this.#get("/variables");
    return variables;
  }

  /** Why the socket's handshake was refused, or null when trying again may help (no network, a full server). */
  async whyRefused() {
    try {
      const answer = await fetch(this.#base);
      return afterRefusal(answer.status, answer.ok ? await answer.json() : null);
    } catch {
      return null;
    }
  }

  async #get(path) {
    const answer = await fetch(this.#base + path);
    if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
    return answer.json();
  }
}
