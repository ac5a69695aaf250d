// Questions about a room that are asked over HTTP.

import { afterRefusal } from "./closes.js";

export class RoomApi {
  #base;

  constructor(slug) {
    this.#base = `/api/v1/rooms/${slug}`;
  }

  /** Nothing when they can't be had just now: the button stays, to be pressed again. */
  async earlier(before) {
    return (await this.#get(`/events?before=${before}`))?.events ?? [];
  }

  async variables() {
    return (await this.#get("/variables"))?.variables ?? [];
  }

  /** Why the socket's handshake was refused, or null when trying again may help (no network, a full server). */
  async whyRefused() {
    const answer = await this.#ask("");
    return answer && afterRefusal(answer.status, answer.ok ? await answer.json() : null);
  }

  async #get(path) {
    const answer = await this.#ask(path);
    return answer?.ok ? answer.json() : null;
  }

  async #ask(path) {
    try {
      return await fetch(this.#base + path);
    } catch {
      return null; // no network
    }
  }
}
