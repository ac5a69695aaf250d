// The page's position in the room's log. Order is by seq alone.

export class Log {
  /** The lowest and highest seq shown; null until the first event has come. */
  first;
  last;
  epoch;

  constructor({ first, last, epoch }) {
    Object.assign(this, { first, last, epoch });
  }

  /** Where a new socket goes on. */
  get position() {
    return this.last === null ? {} : { after: this.last, epoch: this.epoch };
  }

  get hasEarlier() {
    return this.first > 1;
  }

  /** Returns which of these events are the next ones; what was seen is dropped. Null, and nothing taken, at a hole. */
  next(events) {
    if (this.last === null && events.length) {
      this.first = events[0].seq;
      this.last = this.first - 1;
    }
    const fresh = events.filter(({ seq }) => seq > this.last);
    if (fresh.some(({ seq }, index) => seq !== this.last + 1 + index)) return null;
    this.last += fresh.length;
    return fresh;
  }

  /** Takes a page of earlier events; returns those before the first one shown. */
  earlier(events) {
    const fresh = events.filter(({ seq }) => seq < this.first);
    if (fresh.length) this.first = fresh[0].seq;
    return fresh;
  }

  /** The server replays from a place of its own: the log has another epoch, or has run too far ahead to catch up. */
  restart(epoch) {
    this.epoch = epoch;
    this.first = this.last = null;
  }
}
