// The room's page: everything is made and joined here. Frames come in, each goes to whom it concerns.

import { Attention } from "./attention.js";
import { clock } from "./clock.js";
import { Composer } from "./composer.js";
import { ConnectionView } from "./connection-view.js";
import { Connection } from "./connection.js";
import { copyLink } from "./copy-link.js";
import { LogView } from "./log-view.js";
import { Log } from "./log.js";
import { NamesView } from "./names-view.js";
import { Outbox } from "./outbox.js";
import { PendingView } from "./pending-view.js";
import { PeopleView } from "./people-view.js";
import { People } from "./people.js";
import { Preview } from "./preview.js";
import { Reading } from "./reading.js";
import { RoomApi } from "./room-api.js";
import { newId } from "./submission.js";
import { Tags } from "./tags.js";
import { Typing } from "./typing.js";

const TYPING_MS = 2_000;
const UNANSWERED_MS = 5_000;

const page = JSON.parse(document.getElementById("page").textContent);
const part = (name) => document.querySelector(`[data-part="${name}"]`);
const me = page.me;
const random = Math.random;
let typedAt = -Infinity;

const api = new RoomApi(page.slug);
const scroller = part("log");
const send = (frame) => connection.send(frame);

const log = new Log({ first: Number(part("lines").firstElementChild.dataset.seq), last: page.head, epoch: page.epoch });
const logView = new LogView({ scroller, lines: part("lines"), news: part("news"), me: me.id });
const tags = new Tags();

const people = new People(() => send({ type: "who" }));
const peopleView = new PeopleView({
  list: part("people"),
  faces: part("faces"),
  count: part("count"),
  more: part("more"),
  writing: part("writing"),
  me: me.id,
});
const typing = new Typing(clock, showTyping);

const outbox = new Outbox({ send, clock, onrefused: (frame, error) => pendingView.refuse(frame, error) });
const pendingView = new PendingView({
  list: part("pending"),
  me,
  onagain: (id) => outbox.again(id),
  onedit: (frame) => composer.edit(frame),
  ondrop: (id) => outbox.settle(id),
});

const composer = new Composer({
  form: part("composer"),
  notice: part("only-read"),
  limits: page.limits,
  onsend: submit,
  onwrite: written,
});
const preview = new Preview({ send, show: (answer) => composer.show(answer), clock });
const namesView = new NamesView({
  list: part("names"),
  empty: part("no-names"),
  oninsert: (name) => composer.insert(name),
});

const attention = new Attention({
  clock,
  onchange: (status) => send({ type: "status", status }),
  onreturn() {
    connection.wake();
    reading.moved();
  },
});
const reading = new Reading({
  read: page.read,
  reached: () => (attention.isVisible && logView.isAtBottom ? log.last : null),
  send,
  clock,
});

const connectionView = new ConnectionView({
  mark: part("connection"),
  banner: part("banner"),
  clock,
  onretry: () => connection.tryNow(),
});
const connection = new Connection({
  open: () => new WebSocket(address()),
  whyRefused: () => api.whyRefused(),
  isVisible: () => attention.isVisible,
  clock,
  random,
  onframe: (frame) => FRAMES[frame.type]?.(frame),
  onstate(state) {
    connectionView.show(state);
    if (state.name === "stopped") composer.stop();
  },
});

const FRAMES = {
  welcome({ room, you, presence, resumed, degraded = false }) {
    if (!resumed) restart(room.epoch);
    me.name = you.name;
    play(you.role);
    FRAMES.degraded({ degraded });
    people.begin(presence, you);
    showPeople();
    if (attention.status !== "active") send({ type: "status", status: attention.status });
    outbox.reconnected();
    reading.moved();
  },

  events({ events }) {
    const fresh = log.next(events);
    if (!fresh) return connection.again();
    fresh.forEach(settle);
    logView.append(fresh);
    pendingView.reached(log.last);
    tags.see(fresh.flatMap(({ by, person }) => (person ? [by, person] : [by])));
    fresh.forEach(learn);
    part("earlier").hidden = !log.hasEarlier;
    reading.moved();
  },

  ack({ id, seq }) {
    outbox.settle(id);
    pendingView.acknowledge(id, seq, log.last);
  },

  error(error) {
    outbox.refuse(error);
  },

  preview(answer) {
    preview.answered(answer);
  },

  presence(diff) {
    people.differs(diff);
    showPeople();
  },

  who(snapshot) {
    people.snapshot(snapshot);
    showPeople();
  },

  degraded({ degraded }) {
    part("slow").hidden = !degraded;
  },

  typing({ by }) {
    if (by !== me.id) typing.heard(by);
  },
};

function submit(type, text) {
  const id = newId();
  const frame = type === "say" ? { type, id, text } : { type, id, expression: text };
  typedAt = -Infinity;
  pendingView.add(frame);
  tags.see([me]);
  logView.toBottom();
  outbox.add(frame);
  clock.after(UNANSWERED_MS, () => outbox.holds(id) && connection.doubt());
}

function written(type, text) {
  preview.of(type === "evaluate" ? text : "");
  if (text && clock.now() - typedAt > TYPING_MS && send({ type: "typing" })) typedAt = clock.now();
}

/** An event of one's own puts an end to its pending line, also when its acknowledgement was lost. */
function settle({ by, id }) {
  typing.done(by.id);
  if (by.id !== me.id || !id) return;
  outbox.settle(id);
  pendingView.remove(id);
}

function learn(event) {
  if (event.kind === "calculation" && event.name) namesView.learn(event);
  if (event.kind === "member" && event.action === "role" && event.person.id === me.id) play(event.role);
}

function play(role) {
  composer.allow(role !== "viewer");
}

function restart(epoch) {
  log.restart(epoch);
  logView.clear();
  namesView.clear();
  api.variables().then((variables) => variables.forEach((variable) => namesView.learn(variable)));
}

async function showEarlier() {
  const events = log.earlier(await api.earlier(log.first));
  logView.prepend(events);
  tags.see(events.map(({ by }) => by));
  part("earlier").hidden = !log.hasEarlier;
}

function showPeople() {
  peopleView.show(people.here, people.count);
  tags.see(people.here);
}

function showTyping() {
  peopleView.typing(typing.ids.map((id) => people.named(id)).filter(Boolean));
}

function address() {
  const address = new URL(`/ws/rooms/${page.slug}/`, location.href);
  address.protocol = address.protocol.replace("http", "ws");
  address.search = new URLSearchParams(log.position);
  return address;
}

function seenInTheFirstView() {
  const names = document.querySelectorAll('[data-slot="name"], [data-slot="person"]');
  const withIds = [...names].map((name) => ({ name: name.textContent, id: name.nextElementSibling?.dataset.person }));
  return withIds.filter(({ id }) => id);
}

tags.see(seenInTheFirstView());
play(me.role);
copyLink(part("copy"), part("link").value, clock);
part("earlier").addEventListener("click", showEarlier);
part("earlier").hidden = !log.hasEarlier;
scroller.addEventListener("scroll", () => reading.moved(), { passive: true });
addEventListener("online", () => connection.wake());
addEventListener("offline", () => connection.doubt());
if (!location.hash) logView.toBottom();
connection.start();
reading.moved();
