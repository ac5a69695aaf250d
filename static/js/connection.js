// Keeps one socket to the room open for as long as that makes sense.
//
// A state is `connecting`, `live` (from `welcome` on), `waiting` (for the next attempt) or `stopped` (with a reason).
// A browser does not say why a handshake was refused, nor does it show the server's pings. So a socket that never
// came to its `welcome` is asked about over HTTP, and silence longer than two heartbeats is answered with a `ping`.

import { backoff, within } from "./backoff.js";
import { afterClose } from "./closes.js";

const HEALTHY_MS = 10_000;
const CONNECT_MS = 10_000;
const ANSWER_MS = 4_000;

export class Connection {
  state = { name: "connecting" };
  #attempt = 0;
  #socket = null;
  #bye = null;
  #heartbeat = 8_000;
  #heard = 0;
  #notBefore = 0;
  #timers = new Map();

  /** `open()` returns a WebSocket at the page's position; `whyRefused()` a promise of a reason to stop, or null. */
  constructor({ open, whyRefused, isVisible, clock, random, onframe, onstate }) {
    Object.assign(this, { open, whyRefused, isVisible, clock, random, onframe, onstate });
  }

  start() {
    this.#enter({ name: "connecting" });
    this.#bye = null;
    const socket = (this.#socket = this.open());
    socket.onmessage = ({ data }) => this.#hear(JSON.parse(data));
    socket.onclose = ({ code }) => this.#lost(code);
    this.#timer("patience", CONNECT_MS, () => this.#giveUp());
  }

  /** Returns whether the frame went out; what must not be lost is kept by the outbox. */
  send(frame) {
    if (this.state.name !== "live") return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  /** Now may be a good moment: the page was shown again, the network is back. A wait the server named is kept. */
  wake() {
    const now = this.clock.now();
    if (this.state.name === "waiting") this.#timer("retry", Math.max(0, this.#notBefore - now), () => this.start());
    else if (now - this.#heard > this.#heartbeat) this.doubt();
  }

  /** Somebody asked for it. */
  tryNow() {
    if (this.state.name === "waiting") this.start();
  }

  /** Begins again from the page's position. */
  again() {
    this.#giveUp();
  }

  /** Is anybody there? Gives the socket up when no answer comes. */
  doubt() {
    if (this.#timers.has("answer") || !this.send({ type: "ping" })) return;
    this.#timer("answer", ANSWER_MS, () => this.#giveUp());
  }

  #hear(frame) {
    this.#heard = this.clock.now();
    this.#cancel("answer");
    this.#timer("silence", 2 * this.#heartbeat, () => this.isVisible() && this.doubt());
    if (frame.type === "welcome") this.#welcomed(frame);
    if (frame.type === "bye") this.#bye = frame;
    this.onframe(frame);
  }

  #welcomed({ limits }) {
    this.#cancel("patience");
    this.#heartbeat = limits.heartbeat * 1000;
    this.#timer("health", HEALTHY_MS, () => (this.#attempt = 0));
    this.#enter({ name: "live" });
  }

  // A connection whose network is gone takes its time to close; nobody waits for that.
  #giveUp() {
    const socket = this.#socket;
    this.#lost(1006);
    socket.close();
  }

  async #lost(code) {
    const wasLive = this.state.name === "live";
    this.#letGo();
    const { stop, retry, whenActive } = afterClose(code, this.#bye);
    if (stop) return this.#enter({ name: "stopped", reason: stop });
    const wait = retry ? within(retry, this.random) : backoff(this.#attempt, this.random);
    this.#notBefore = retry ? this.clock.now() + wait : 0;
    this.#attempt += 1;
    const waiting = { name: "waiting" };
    this.#enter(waiting);
    const refused = wasLive || this.#bye ? null : await this.whyRefused();
    if (this.state !== waiting) return;
    if (refused) this.#enter({ name: "stopped", reason: refused });
    else if (!whenActive || this.isVisible()) this.#timer("retry", wait, () => this.start());
  }

  #letGo() {
    this.#socket.onmessage = this.#socket.onclose = null;
    for (const name of [...this.#timers.keys()]) this.#cancel(name);
  }

  #enter(state) {
    this.#cancel("retry");
    this.state = state;
    this.onstate(state);
  }

  #timer(name, ms, work) {
    this.#cancel(name);
    const expired = () => {
      this.#timers.delete(name);
      work();
    };
    this.#timers.set(name, this.clock.after(ms, expired));
  }

  #cancel(name) {
    this.#timers.get(name)?.();
    this.#timers.delete(name);
  }
}
